#define _GNU_SOURCE
#include "supervise.h"
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <string.h>

enum { SETUP_MS = 10000, TICK_MS = 50, WATCH_TICK_MS = 10, IDLE_TICK_MS = 1000, FLUSH_MS = 4, HINT_REST_MS = 2, DRAIN_MS = 400 };

struct supervision run = {
  .watch = { .listener = -1, .root = -1 },
  .in = { { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 }, { .fd = -1 } },
  .job_pipe = -1, .stdin_file = -1, .stdin_read = -1, .init_fd = -1, .trust = -1, .launched_pid = -1, .init_pid = -1, .sample_pid = -1, .primer_pid = -1, .relay_pid = -1, .exit_code = -1,
};

void kill_tree(void) {
  if (run.alone) kill(-1, SIGKILL);
  else if (run.init_fd >= 0) syscall(__NR_pidfd_send_signal, run.init_fd, SIGKILL, NULL, 0);
  else if (run.launched_pid > 0) kill(run.launched_pid, SIGKILL);
}

void end(enum cause why, const char *limit, const char *text) {
  if (run.cause != RUNNING) return;
  run.cause = why;
  run.limit_name = limit;
  snprintf(run.reason, sizeof run.reason, "%s", text == NULL ? "" : text);
  /* Process 1 of the namespace takes every process in it along, however often they forked. */
  kill_tree();
  if (why != EXITED) cgroups_kill(&run.config);
}

double elapsed(void) { return run.zero_ms == 0 ? 0 : monotonic_ms() - run.zero_ms; }

void take_ending(int code, int signal, uint64_t cpu_us, uint64_t peak_memory) {
  if (run.cause == RUNNING) { /* how it ended by itself, not by us */
    run.exit_code = code;
    run.exit_signal = signal;
  }
  run.children_cpu_us = cpu_us;
  run.children_peak = peak_memory;
  bool memory = cgroups_out_of_memory(&run.config);
  end(memory ? OUT_OF_MEMORY : EXITED, memory ? "memory" : NULL, NULL);
}

/* What ended may have spoken after we looked last. */
static void take_last_words(void) {
  for (int words = 0; words < 4 && run.in[IN_CONTROL].fd >= 0 && take_control(); words++) {}
}

/* As process 1: everything orphaned is ours to reap. The run is over with the sample's first process, or when there is none to come. */
static bool reaped_all(void) {
  char byte[64];
  bool over = false;
  int status;
  while (read(run.in[IN_LAUNCHED].fd, byte, sizeof byte) > 0) {}
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid == run.sample_pid) {
      struct rusage usage;
      take_last_words(); /* it never became the sample, and says why */
      getrusage(RUSAGE_CHILDREN, &usage);
      run.sample_pid = -1;
      take_ending(WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                  (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
                  (uint64_t)usage.ru_maxrss * 1024);
      over = true;
    } else if (pid == run.launched_pid) {
      run.launched_pid = -1;
      take_last_words();
      if (!run.listening) end(FAILED, NULL, "the warden's inner half ended before its program did");
      over = over || !run.listening;
    }
  }
  return over || (run.cause != RUNNING && run.sample_pid <= 0 && run.launched_pid <= 0);
}

static bool reaped(void) {
  int status;
  if (run.alone) return reaped_all();
  if (run.launched_pid <= 0 || waitpid(run.launched_pid, &status, WNOHANG) != run.launched_pid) return false;
  run.launched_pid = -1;
  if (run.cause != RUNNING) return true;
  bool memory = cgroups_out_of_memory(&run.config);
  if (memory) end(OUT_OF_MEMORY, "memory", NULL);
  else if (run.deadline_ms != 0 && monotonic_ms() >= run.deadline_ms) end(TIMED_OUT, "wallClock", NULL);
  else end(FAILED, NULL, run.listening ? "the jail ended before its program did"
                        : in_given_walls(&run.config) ? "the warden's inner half could not make the sandbox" : "bubblewrap could not make the jail");
  return true;
}

/* Between two looks at the limits. Hundreds of sandboxes may wait for a job; until then nothing but the interpreter runs in them. */
static double interval(void) {
  if (!run.listening || !run.sent_off) return IDLE_TICK_MS;
  return run.config.watch_memory ? WATCH_TICK_MS : TICK_MS;
}

/* Waking for each hint costs the sample more than the hint: while they come fast, the next notification or a moment later is soon
 * enough. Woken by a notification alone, the warden also stays on the sample's processor. A session's hints say when its job is done. */
static double pace_hints(double now) {
  static double until;
  if (run.in[IN_HINT].revents & POLLIN && run.begun && !run.config.session && run.config.notify) until = now + HINT_REST_MS;
  bool resting = now < until;
  run.in[IN_HINT].events = resting ? 0 : POLLIN;
  return resting ? until : 1e18;
}

static int next_wait(double now, double tick, double setup) {
  double until = tick;
  if (run.deadline_ms != 0 && run.deadline_ms < until) until = run.deadline_ms;
  if (!run.listening && setup < until) until = setup;
  double wait = until - now;
  return wait < 0 ? 0 : (int)wait + 1;
}

static void attend(void) {
  /* An agent speaks before it acts: its words are read first, so that the fact that follows can be explained by them. */
  if (run.in[IN_HINT].revents != 0 || (run.in[IN_HINT].events == 0 && run.in[IN_HINT].fd >= 0)) take_hints();
  if (run.in[IN_LISTENER].revents & POLLIN) {
    if (!notify_one(&run.watch, elapsed(), run.begun && run.sent_off)) run.in[IN_LISTENER].fd = -1;
    if (run.watch.blind) end(FAILED, NULL, "the kernel does not let the warden read the sample's memory (is kernel.yama.ptrace_scope 3?)");
  } else if (run.in[IN_LISTENER].revents != 0) run.in[IN_LISTENER].fd = -1;
  if (run.in[IN_RESOLVER].revents != 0) resolver_hang_up(run.in[IN_RESOLVER].fd);
  if (run.in[IN_RELAY].revents != 0) relay_turn(0);
  if (run.in[IN_STDOUT].revents != 0) take_output(IN_STDOUT, "stdout");
  if (run.in[IN_STDERR].revents != 0) take_output(IN_STDERR, "stderr");
  if (run.in[IN_CONTROL].revents != 0) take_control();
  if (run.in[IN_COMMAND].revents & POLLIN) {
    if (!read_frames()) end(CANCELLED, NULL, "glovebox went away");
  } else if (run.in[IN_COMMAND].revents & (POLLHUP | POLLERR)) end(CANCELLED, NULL, "glovebox went away");
  if (run.cause == RUNNING) take_frames();
}

static void loop(void) {
  double setup = monotonic_ms() + SETUP_MS, looked = 0, flush = 0;
  for (bool over = false; !over;) {
    double now = monotonic_ms();
    if (now >= looked + interval()) {
      look_at_limits(now);
      looked = now;
    }
    series_look(now);
    if (run.deadline_ms != 0 && now >= run.deadline_ms) end(TIMED_OUT, "wallClock", NULL);
    if (!run.listening && now >= setup) end(FAILED, NULL, "the jail did not come up within 10 seconds");
    if (run.cause != RUNNING && run.in[IN_COMMAND].revents != 0) run.in[IN_COMMAND].fd = -1;
    /* Each write wakes whoever reads: what gathers within a few milliseconds goes out at once. */
    if (json_waiting() == 0) flush = now + FLUSH_MS;
    else if (now >= flush) {
      if (!json_flush()) end(CANCELLED, NULL, "nobody reads the events");
      flush = now + FLUSH_MS;
    }
    double rest = pace_hints(now), due = series_next() < looked + interval() ? series_next() : looked + interval();
    int wait = next_wait(now, rest < due ? rest : due, setup);
    if (json_waiting() > 0 && wait > FLUSH_MS) wait = FLUSH_MS;
    if (poll(run.in, INPUTS, wait) <= 0) continue;
    attend();
    over = run.in[IN_LAUNCHED].revents != 0 && reaped();
  }
}

static bool read_config(void) {
  uint32_t length;
  /* A machine's port is read and written through one description, which does not wait: we do. */
  struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
  while (!frame_ready(&length)) {
    poll(&input, 1, -1);
    if (!read_frames()) return false;
  }
  static char bytes[MAX_CONFIG_BYTES];
  const char *error = "the first frame is no configuration";
  char kind;
  const char *payload = first_frame(&kind);
  int memory = memfd_create("config", MFD_CLOEXEC);
  bool ok = kind == 'C' && length <= sizeof bytes && memory >= 0 && write_all(memory, payload, length);
  if (ok) {
    memcpy(bytes, payload, length);
    drop_frame(length);
    ok = config_parse(bytes, length, &run.config, &error);
  }
  if (!ok) end(FAILED, NULL, error);
  run.in[IN_COMMAND].revents = 0;
  return ok && dup2(memory, 63) == 63; /* kept under a fixed number until launch */
}

static int children_end[2];

static void on_child(int number) {
  (void)number;
  int cause = errno;
  if (write(children_end[1], "c", 1) < 0) errno = 0; /* full: it is heard already */
  errno = cause;
}

/* A pidfd would do, but gVisor knows none, and an orphan may be the last to end. */
static bool hear_children(const char **error) {
  struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_RESTART };
  if (pipe2(children_end, O_CLOEXEC | O_NONBLOCK) == 0 && sigaction(SIGCHLD, &action, NULL) == 0) return true;
  *error = failure("hear of", "processes that end");
  return false;
}

static void keep_sockets(char family, char transport, const int *fds, size_t count) {
  const char kind[] = { family, transport, '\0' };
  int kept[DESTINATIONS_4];
  for (size_t i = 0; i < count; i++) kept[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
  reach_take(kind, kept, count);
}

/* Whoever shares the sample's walls shares its network: it is made before there is a sample. */
static const char *make_network(void) {
  if (run.config.sinkhole == NULL || !shares_processes(&run.config)) return NULL;
  const char *error = internet_make(&run.config);
  if (error == NULL) error = internet_send_sockets(keep_sockets);
  return error != NULL || run.config.descend == 0 ? error : given_descend(run.config.descend);
}

/* In given walls the sample may be of our own user. */
static bool stand_apart(void) {
  if (!in_given_walls(&run.config)) return true;
  const char *error = make_network();
  if (error == NULL) error = given_unfit(&run.config);
  run.alone = error == NULL && shares_processes(&run.config);
  if (error == NULL && prctl(PR_SET_DUMPABLE, 0) != 0) error = failure("hide", "the warden from the sample");
  if (error != NULL) end(FAILED, NULL, error);
  return error == NULL;
}

static bool start(void) {
  const char *error = NULL;
  int control[2], job[2], hint[2], out[2], err[2], on = 1;
  int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  run.stdin_file = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", run.stdin_file);
  fchmod(run.stdin_file, 0444);
  int stdin_read = open(link, O_RDONLY | O_CLOEXEC);
  if (self < 0 || stdin_read < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0 || pipe2(job, O_CLOEXEC) != 0 ||
      pipe2(hint, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
    end(FAILED, NULL, failure("open", "pipes"));
    return false;
  }
  setsockopt(control[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  /* /dev/stdout and its like, and the hints for an interpreter further down, are opened anew by the jail's user, who must own what they
   * lead to. */
  if (run.config.uid != (uid_t)-1 && (fchown(out[1], run.config.uid, run.config.uid) != 0 || fchown(err[1], run.config.uid, run.config.uid) != 0 || fchown(hint[1], run.config.uid, run.config.uid) != 0) &&
      run.config.notify) { /* gVisor's pipes have no owner to change */
    end(FAILED, NULL, failure("give away", "standard streams"));
    return false;
  }
  const int fds[11] = { [FD_JOB] = job[0], [FD_HINT] = hint[1], [FD_STDIN] = stdin_read, [FD_STDOUT] = out[1], [FD_STDERR] = err[1],
                        [FD_CONFIG] = 63, [FD_CONTROL] = control[1], [FD_SELF] = self };
  if (!cgroups_make(&run.config, &error) || (run.alone && !hear_children(&error)) ||
      (run.launched_pid = in_given_walls(&run.config) ? given_launch(&run.config, fds, &error) : launch(&run.config, fds, &error)) < 0) {
    end(FAILED, NULL, error);
    return false;
  }
  int relay_events = -1;
  if (run.config.sinkhole != NULL) {
    int relay = in_given_walls(&run.config) ? relay_attach(&run.config, &relay_events, &error) : relay_start(&run.config, &run.relay_pid, &error);
    if (relay < 0) {
      end(FAILED, NULL, error);
      return false;
    }
    reach_start(relay);
  }
  run.primer_pid = cgroups_prime(&run.config);
  if (run.config.session) run.stdin_read = fcntl(stdin_read, F_DUPFD_CLOEXEC, 0);
  for (int i = FD_JOB; i <= FD_SELF; i++) close(fds[i]);
  run.job_pipe = job[1];
  /* The sample can open its own standard output to read: what poll saw may be gone, and a read that waits holds up every limit. */
  /* An empty pipe takes any job whole; an agent that left the last one in it is not waited for. */
  fcntl(job[1], F_SETFL, O_NONBLOCK);
  fcntl(hint[0], F_SETFL, O_NONBLOCK);
  fcntl(out[0], F_SETFL, O_NONBLOCK);
  fcntl(err[0], F_SETFL, O_NONBLOCK);
  int launched = run.alone ? children_end[0] : (int)syscall(__NR_pidfd_open, run.launched_pid, 0);
  const int watched[INPUTS] = { control[0], -1, hint[0], out[0], err[0], STDIN_FILENO, launched, run.config.resolver ? resolver_open() : -1, relay_events };
  for (int i = 0; i < INPUTS; i++) run.in[i] = (struct pollfd){ .fd = watched[i], .events = POLLIN };
  return launched >= 0;
}

/* bubblewrap, killed early, leaves a child that waits for its word for ever and keeps our descriptors open. Whoever is orphaned below
 * us becomes our child, and none is left when we go. */
static void end_children(void) {
  char path[64], text[4096];
  if (run.alone) {
    do kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
    return;
  }
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  do {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    text[got > 0 ? got : 0] = '\0';
    for (char *at = text, *next = NULL;; at = next) {
      long pid = strtol(at, &next, 10);
      if (next == at) break;
      kill((pid_t)pid, SIGKILL);
    }
  } while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}

/* Whoever reads our events may be busy; the limits are held all the same. */
static void hold_limits(void) { look_at_limits(monotonic_ms()); }

/* What the sample sent last is on its way; the relay ends by itself when it is through, or after a bounded time. */
static void end_network(void) {
  if (!reach_end()) return;
  if (run.relay_pid > 0) waitpid(run.relay_pid, NULL, 0);
  if (run.in[IN_RELAY].fd < 0) return;
  struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
  for (double until = monotonic_ms() + DRAIN_MS; relay_carries() && monotonic_ms() < until;) {
    relay_turn(10);
    if (poll(&input, 1, 0) > 0 && (input.revents & POLLIN) != 0 && read_frames()) take_frames();
    json_flush();
  }
  relay_turn(0);
}

int supervise_main(void) {
  fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
  while_waiting = hold_limits;
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  signal(SIGPIPE, SIG_IGN);
  /* Keys of the terminal reach the whole foreground group; glovebox decides what they mean and closes our standard input. Stopped
   * by Ctrl-Z, nobody would hold the time. */
  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  signal(SIGTSTP, SIG_IGN);
  if (read_config() && stand_apart() && start()) loop();
  end_network();
  end_children();
  drain();
  if (run.cause == EXITED || run.cause == TIMED_OUT || run.cause == OUT_OF_MEMORY || run.cause == KILLED) run.watch.dropped += places_report(&run.places, run.config.contents);
  report_end();
  json_flush();
  cgroups_remove(&run.config);
  return run.cause == FAILED ? 3 : 0;
}
