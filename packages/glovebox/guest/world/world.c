// What a sample is told about its surroundings when it is run under conditions: another time, another user, a terminal.
// The loader puts this library into every program of such a run. It shares a process with hostile code, so it only lies
// to the sample: no wall, no observer and no limit rests on it.
//
// The conditions are one small file in memory, written before the sample starts; a wait that is skipped moves the clock of
// all processes on, which is why the file is mapped and shared.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define WORLD "/dev/shm/sem.mp-6hq2xk0r"
#define SECOND 1000000000LL
#define LONG_WAIT (SECOND / 20) // shorter waits are left alone
#define PATIENCE_MS 60          // what is really waited for descriptors and locks before the rest is skipped
#define BUSY 3000               // reads of the clock after which it is moved on: a loop is waiting for it
#define BUSY_STEP (SECOND / 4)

enum { SKIP_WAITS = 1, TERMINAL = 2, ROOT = 4 };

// As `explore/world.ts` writes it.
struct world {
  char magic[8];
  int64_t offset;  // nanoseconds that the clock is ahead
  int64_t skipped; // nanoseconds of waits that were skipped
  uint32_t flags;
  char user[36];
  char system[36];
};

static struct world *world;

static struct world *known(void) {
  static _Thread_local int opening;
  if (world != NULL || opening) return world;
  if (syscall(SYS_faccessat, AT_FDCWD, WORLD, R_OK | W_OK) != 0) return NULL;
  int kept = errno;
  opening = 1;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, WORLD, O_RDWR | O_CLOEXEC);
  if (fd >= 0) {
    void *found = mmap(NULL, sizeof *world, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (found != MAP_FAILED && memcmp(((struct world *)found)->magic, "world/1", 8) == 0) world = found;
  }
  opening = 0;
  errno = kept;
  return world;
}

static int is(uint32_t flag) { return known() != NULL && (world->flags & flag) != 0; }

static void move_on(int64_t nanoseconds) {
  if (nanoseconds > 0) __atomic_fetch_add(&world->skipped, nanoseconds, __ATOMIC_RELAXED);
}

static int64_t ahead(clockid_t clock) {
  if (known() == NULL) return 0;
  switch (clock) {
  case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE: case CLOCK_TAI: return world->offset + world->skipped;
  case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_COARSE: case CLOCK_MONOTONIC_RAW: case CLOCK_BOOTTIME: return world->skipped;
  default: return 0;
  }
}

static int64_t of(const struct timespec *time) { return time->tv_sec * SECOND + time->tv_nsec; }

static struct timespec to(int64_t nanoseconds) {
  if (nanoseconds < 0) nanoseconds = 0;
  return (struct timespec){ .tv_sec = nanoseconds / SECOND, .tv_nsec = nanoseconds % SECOND };
}

static int64_t now(clockid_t clock) {
  struct timespec time;
  return clock_gettime(clock, &time) == 0 ? of(&time) : 0;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// ---- clocks ----

int clock_gettime(clockid_t clock, struct timespec *time) {
  static unsigned reads;
  REAL(clock_gettime);
  int result = real(clock, time);
  if (result != 0 || known() == NULL) return result;
  if (clock == CLOCK_REALTIME && is(SKIP_WAITS) && ++reads > BUSY) move_on(BUSY_STEP);
  *time = to(of(time) + ahead(clock));
  return 0;
}

time_t time(time_t *out) {
  time_t seconds = (time_t)(now(CLOCK_REALTIME) / SECOND);
  if (out != NULL) *out = seconds;
  return seconds;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  int64_t nanoseconds = now(CLOCK_REALTIME);
  *time = (struct timeval){ .tv_sec = nanoseconds / SECOND, .tv_usec = nanoseconds % SECOND / 1000 };
  return 0;
}

// ---- waits ----

static int skipped(int64_t nanoseconds) {
  if (nanoseconds < LONG_WAIT || !is(SKIP_WAITS)) return 0;
  move_on(nanoseconds);
  struct timespec moment = { .tv_nsec = 1000000 };
  syscall(SYS_ppoll, NULL, 0, &moment, NULL, 0); // others get their turn
  return 1;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
  REAL(clock_nanosleep);
  if (time == NULL) return real(clock, flags, time, left);
  int64_t wanted = flags & TIMER_ABSTIME ? of(time) - now(clock) : of(time);
  if (skipped(wanted)) return 0;
  if (!(flags & TIMER_ABSTIME)) return real(clock, flags, time, left);
  struct timespec until = to(of(time) - ahead(clock));
  return real(clock, flags, &until, left);
}

int nanosleep(const struct timespec *time, struct timespec *left) {
  REAL(nanosleep);
  if (time != NULL && skipped(of(time))) return 0;
  return real(time, left);
}

unsigned sleep(unsigned seconds) {
  REAL(sleep);
  return skipped(seconds * SECOND) ? 0 : real(seconds);
}

int usleep(useconds_t microseconds) {
  REAL(usleep);
  return skipped(microseconds * 1000LL) ? 0 : real(microseconds);
}

// A program's main thread that waits for nothing but the time; other threads may wait for good reasons of their own.
static int impatient(int64_t nanoseconds) {
  return nanoseconds > PATIENCE_MS * 1000000LL && is(SKIP_WAITS) && getpid() == (pid_t)syscall(SYS_gettid);
}

int epoll_pwait(int fd, struct epoll_event *events, int count, int timeout, const sigset_t *mask) {
  REAL(epoll_pwait);
  if (!impatient(timeout * 1000000LL)) return real(fd, events, count, timeout, mask);
  int found = real(fd, events, count, PATIENCE_MS, mask);
  if (found == 0) move_on((timeout - PATIENCE_MS) * 1000000LL);
  return found;
}

int epoll_wait(int fd, struct epoll_event *events, int count, int timeout) {
  return epoll_pwait(fd, events, count, timeout, NULL);
}

int poll(struct pollfd *fds, nfds_t count, int timeout) {
  REAL(poll);
  if (!impatient(timeout * 1000000LL)) return real(fds, count, timeout);
  int found = real(fds, count, PATIENCE_MS);
  if (found == 0) move_on((timeout - PATIENCE_MS) * 1000000LL);
  return found;
}

int select(int count, fd_set *restrict reading, fd_set *restrict writing, fd_set *restrict failing,
           struct timeval *restrict timeout) {
  REAL(select);
  int64_t wanted = timeout == NULL ? 0 : timeout->tv_sec * SECOND + timeout->tv_usec * 1000LL;
  if (!impatient(wanted)) return real(count, reading, writing, failing, timeout);
  struct timeval patience = { .tv_usec = PATIENCE_MS * 1000 };
  int found = real(count, reading, writing, failing, &patience);
  if (found == 0) move_on(wanted - PATIENCE_MS * 1000000LL);
  return found;
}

// Python's locks with a time-out, `threading.Timer` and `Event.wait` among them.
int sem_clockwait(sem_t *restrict lock, clockid_t clock, const struct timespec *restrict until) {
  REAL(sem_clockwait);
  int64_t wanted = of(until) - now(clock);
  int skips = wanted > LONG_WAIT && is(SKIP_WAITS);
  struct timespec soon = to(of(until) - ahead(clock));
  if (skips) soon = to(now(clock) - ahead(clock) + PATIENCE_MS * 1000000LL);
  int result = real(lock, clock, &soon);
  if (result != 0 && errno == ETIMEDOUT && skips) {
    move_on(of(until) - now(clock));
    errno = ETIMEDOUT;
  }
  return result;
}

int sem_timedwait(sem_t *restrict lock, const struct timespec *restrict until) {
  return sem_clockwait(lock, CLOCK_REALTIME, until);
}

unsigned alarm(unsigned seconds) {
  REAL(alarm);
  if (seconds < 2 || !is(SKIP_WAITS)) return real(seconds);
  move_on((seconds - 1) * SECOND);
  struct itimerval soon = { .it_value = { .tv_usec = 100000 } }, before;
  syscall(SYS_setitimer, ITIMER_REAL, &soon, &before);
  return (unsigned)before.it_value.tv_sec;
}

// ---- who and where ----

int isatty(int fd) {
  REAL(isatty);
  return fd >= 0 && fd <= 2 && is(TERMINAL) ? 1 : real(fd);
}

uid_t getuid(void) { return is(ROOT) ? 0 : (uid_t)syscall(SYS_getuid); }
uid_t geteuid(void) { return is(ROOT) ? 0 : (uid_t)syscall(SYS_geteuid); }

static int renamed(void) { return known() != NULL && world->user[0] != '\0'; }

struct passwd *getpwuid(uid_t uid) {
  REAL(getpwuid);
  struct passwd *found = real(uid);
  if (found != NULL && uid == geteuid() && renamed()) found->pw_name = world->user;
  return found;
}

int getpwuid_r(uid_t uid, struct passwd *entry, char *buffer, size_t size, struct passwd **found) {
  REAL(getpwuid_r);
  int result = real(uid, entry, buffer, size, found);
  if (result == 0 && *found != NULL && uid == geteuid() && renamed()) entry->pw_name = world->user;
  return result;
}

char *getlogin(void) {
  REAL(getlogin);
  return renamed() ? world->user : real();
}

int uname(struct utsname *name) {
  REAL(uname);
  int result = real(name);
  if (result == 0 && known() != NULL && world->system[0] != '\0') memcpy(name->sysname, world->system, sizeof world->system);
  return result;
}
