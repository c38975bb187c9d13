#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct config config;

static void say(char kind, const char *text, const int *fds, size_t count) {
  char body[4096];
  struct iovec part = { .iov_base = body, .iov_len = (size_t)snprintf(body, sizeof body, "%c%s", kind, text) };
  char control[CMSG_SPACE(sizeof(int) * MAX_PASSED)];
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  if (part.iov_len >= sizeof body) part.iov_len = sizeof body - 1;
  if (count > 0) {
    memset(control, 0, sizeof control);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * count);
  }
  if (sendmsg(FD_CONTROL, &message, MSG_NOSIGNAL) < 0) _exit(124);
}

static void fail(const char *what) {
  say('X', what, NULL, 0);
  _exit(125);
}

/* The supervisor answers when it has done its part: joined the cgroups, compared the namespaces. */
static void await_word(void) {
  char go;
  if (read(FD_CONTROL, &go, 1) != 1) _exit(125);
}

static void read_config(void) {
  static char bytes[MAX_CONFIG_BYTES];
  /* Only as much as there is: gVisor makes room for all that is asked for. */
  struct stat status;
  size_t size = fstat(FD_CONFIG, &status) == 0 && (size_t)status.st_size < sizeof bytes ? (size_t)status.st_size : sizeof bytes;
  ssize_t length = pread(FD_CONFIG, bytes, size, 0);
  const char *error = NULL;
  if (length <= 0 || !config_parse(bytes, (size_t)length, &config, &error)) fail(error != NULL ? error : "no configuration");
}

/* One file system holds every writable place, so that one bound on bytes and one on inodes count for all of them. */
static void make_places(void) {
  char options[128], from[64];
  int size = snprintf(options, sizeof options, "size=%llu,mode=755", (unsigned long long)config.limits.disk);
  snprintf(options + size, sizeof options - (size_t)size, ",nr_inodes=%llu", (unsigned long long)config.limits.files + config.places.count + 1);
  int made = mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, options);
  if (made != 0 && errno == EINVAL && in_given_walls(&config)) { /* gVisor bounds bytes only */
    options[size] = '\0';
    made = mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, options);
  }
  if (made != 0) fail(failure("mount", "writable places"));
  for (size_t i = 0; i < config.places.count; i++) {
    const char *place = config.places.at[i];
    bool shared = strcmp(place, "/tmp") == 0 || strcmp(place, "/dev/shm") == 0;
    snprintf(from, sizeof from, "/run/%zu", i);
    if (mkdir(from, 0755) != 0 || chmod(from, shared ? 01777 : 0755) != 0) fail(failure("make", place));
    if (in_given_walls(&config) && chown(from, config.uid, config.uid) != 0) fail(failure("own", place));
    if (mount(from, place, NULL, MS_BIND, NULL) != 0) fail(failure("bind", place));
  }
  if (umount2("/run", MNT_DETACH) != 0) fail(failure("hide", "/run"));
}

static void enter_work(void) {
  if (chdir(config.places.at[0]) != 0) fail(failure("enter", config.places.at[0]));
}

/* It is in memory: writable, it would be a disk without a limit. After the places are mounted, one of which is in it. */
static void close_devices(void) {
  if (mount(NULL, "/dev", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL) != 0) fail(failure("make read-only", "/dev"));
}

static void write_proc(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) fail(failure("write", path));
  close(fd);
}

/* A second user namespace, which owns nothing: whatever capability could be won in it is worth nothing over the mounts, the
 * network or the process ids of the jail, which belong to the first. The first needed user 0 to mount the terminals. */
static void leave_owner(void) {
  char line[64];
  uid_t user = geteuid();
  gid_t group = getegid();
  if (unshare(CLONE_NEWUSER) != 0) fail(failure("unshare", "user namespace"));
  write_proc("/proc/self/setgroups", "deny");
  snprintf(line, sizeof line, "%d %d 1\n", INNER_ID, (int)user);
  write_proc("/proc/self/uid_map", line);
  snprintf(line, sizeof line, "%d %d 1\n", INNER_ID, (int)group);
  write_proc("/proc/self/gid_map", line);
}

static void drop_bounding_set(void) {
  for (int capability = 0, bound; (bound = prctl(PR_CAPBSET_READ, capability)) >= 0; capability++)
    if (bound == 1 && prctl(PR_CAPBSET_DROP, capability) != 0) fail(failure("drop", "bounding set"));
}

static void drop_capabilities(void) {
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3, .pid = 0 };
  struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
  drop_bounding_set();
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (syscall(__NR_capset, &header, none) != 0) fail(failure("drop", "capabilities"));
}

static void send_places(void) {
  int fds[MAX_PLACES + 1];
  fds[0] = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (size_t i = 0; i < config.places.count; i++) fds[i + 1] = open(config.places.at[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (size_t i = 0; i <= config.places.count; i++)
    if (fds[i] < 0) fail(failure("open", i == 0 ? "/" : config.places.at[i - 1]));
  say('R', "", fds, config.places.count + 1);
  for (size_t i = 0; i <= config.places.count; i++) close(fds[i]);
}

static void limit(int resource, rlim_t value, const char *name) {
  struct rlimit pair = { .rlim_cur = value, .rlim_max = value }, now;
  /* Whoever made the walls may already hold it lower, which no ordinary user can raise. */
  if (in_given_walls(&config) && getrlimit(resource, &now) == 0 && now.rlim_max < value) pair.rlim_cur = pair.rlim_max = now.rlim_max;
  /* gVisor has neither of these two to give, nor lets anyone say so. */
  bool absent = in_given_walls(&config) && !config.notify && (resource == RLIMIT_SIGPENDING || resource == RLIMIT_MSGQUEUE);
  if (setrlimit(resource, &pair) != 0 && !absent) fail(failure("limit", name));
}

static void set_limits(void) {
  const struct limits *limits = &config.limits;
  limit(RLIMIT_NOFILE, limits->descriptors, "descriptors");
  limit(RLIMIT_FSIZE, limits->disk, "file size");
  limit(RLIMIT_CORE, 1, "core dumps"); /* not 0: a handler that the kernel pipes to is started then all the same */
  struct rlimit core;
  if (getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max != 1 && crashes_are_piped())
    fail("a crash would start the host's handler of crashes: the walls must leave a limit of at least 1 byte for core dumps");
  limit(RLIMIT_SIGPENDING, 1024, "timers and queued signals");
  limit(RLIMIT_MEMLOCK, 65536, "locked memory");
  limit(RLIMIT_MSGQUEUE, 0, "message queues");
  /* A backstop behind the wall clock. What starts up before the sample, a WebAssembly runtime for instance, counts too. */
  if (!config.session) limit(RLIMIT_CPU, limits->wall_ms / 1000 + 10, "processor time");
  /* Counted for this user in this namespace: process 1 and the sample's own. Where a cgroup counts it also tells; it comes first.
   * Without a user namespace every other container of this user would be counted too: there the walls hold it. */
  if (!shares_processes(&config)) limit(RLIMIT_NPROC, limits->processes + (config.watch_memory ? 1 : 8), "processes");
  /* A backstop against one great leap between two looks; interpreters reserve far more than they use. */
  if (config.watch_memory) limit(RLIMIT_DATA, limits->memory * 8, "memory");
}

static void end_first(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, "500", 3) != 3) fail(failure("prefer", "the sample when memory runs out"));
  close(fd);
}

/* By `write` alone: other calls are watched by now. The supervisor ends process 1 on it. */
static void fail_watched(const char *what) {
  char text[600];
  int size = snprintf(text, sizeof text, "X%s", what);
  if (write(FD_CONTROL, text, (size_t)size) < 0) _exit(124);
  _exit(125);
}

struct facts { int listener; char json[1200]; };

static bool expected_user(void) {
  if (!shares_processes(&config)) return getuid() == INNER_ID;
  return getuid() != 0 && (config.uid == (uid_t)-1 || getuid() == config.uid);
}

static void sample_main(const int to_init[2], const int from_init[2]) {
  struct facts facts = { .listener = 0 };
  char names[200] = "", ids[500] = "";
  setsid();
  umask(022);
  if (!in_given_walls(&config)) end_first();
  set_limits();
  interfaces(names, sizeof names);
  if (shares_processes(&config) && reaches_warden()) fail("the sample could reach what the warden has open: start the warden as root and name another user with uid=");
  if (in_given_walls(&config)) namespace_ids(ids, sizeof ids);
  /* A watcher of the same user must be able to read our arguments; no sample is here yet to do the same. */
  if (shares_processes(&config)) prctl(PR_SET_DUMPABLE, 1);
  bool read_only = root_read_only(in_given_walls(&config));
  int landlock = landlock_restrict(&config);
  if (landlock < 0) fail(failure("set", "Landlock rules"));
  facts.listener = filter_install(config.notify, shares_processes(&config));
  if (facts.listener < 0) fail(failure("install", "seccomp filter"));
  /* A jail with a hole is no jail: what was asked for is checked where it counts, in the process that becomes the sample. */
  uint64_t capabilities = any_capability();
  const char *hole = !read_only ? "its root can be written" : capabilities != 0 ? "it has capabilities"
    : prctl(PR_GET_SECCOMP) != 2 ? "no seccomp filter is in force" : prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ? "it may gain privileges"
    : !expected_user() ? "it is another user" : strcmp(names, "\"lo\"") != 0 ? "it has other interfaces than lo" : NULL;
  if (hole != NULL) {
    char text[200];
    snprintf(text, sizeof text, "the jail does not hold, its process could not be confined as asked: %s", hole);
    fail_watched(text);
  }
  snprintf(facts.json, sizeof facts.json,
           "\"seccomp\":%d,\"noNewPrivileges\":%s,\"capabilities\":\"%llx\",\"landlock\":%d,\"uid\":%d,\"interfaces\":[%s],\"rootReadOnly\":%s%s%s%s",
           prctl(PR_GET_SECCOMP), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? "true" : "false", (unsigned long long)capabilities,
           landlock, (int)getuid(), names, read_only ? "true" : "false", ids[0] != 0 ? ",\"namespaceIds\":{" : "", ids, ids[0] != 0 ? "}" : "");
  char go;
  if (!write_all(to_init[1], &facts, sizeof facts) || read(from_init[0], &go, 1) != 1) _exit(125);
  execve(config.exec.at[0], (char *const *)config.exec.at, (char *const *)config.env.at);
  fail_watched(failure("execute", config.exec.at[0]));
}

static pid_t start_sample(int to_init[2], int from_init[2]) {
  /* The table of descriptors is shared until the sample executes: process 1, which no filter holds, can pass the listener on. */
  pid_t pid = (pid_t)syscall(__NR_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) sample_main(to_init, from_init);
  return pid;
}

static pid_t sample_group;

/* The supervisor asks for a signal to the sample. The sample may ask as well, and could send it itself. */
static void pass_signal(int number, siginfo_t *order, void *context) {
  (void)number;
  (void)context;
  if (order->si_value.sival_int > 0) kill(-sample_group, order->si_value.sival_int);
}

static void wait_for(pid_t sample) {
  struct sigaction action = { .sa_sigaction = pass_signal, .sa_flags = SA_SIGINFO | SA_RESTART };
  sample_group = sample;
  if (sigaction(SIGUSR1, &action, NULL) != 0) _exit(125);
  for (;;) {
    int status;
    struct rusage usage;
    pid_t ended = wait4(-1, &status, 0, &usage);
    if (ended < 0 && errno == EINTR) continue;
    if (ended != sample && ended > 0) continue;
    if (ended < 0) _exit(125);
    getrusage(RUSAGE_CHILDREN, &usage);
    char text[200];
    snprintf(text, sizeof text, "%d %d %lld %ld", WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
             (long long)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec,
             usage.ru_maxrss);
    say('E', text, NULL, 0);
    _exit(0);
  }
}

/* From here on the sample exists and waits. Returns its process id. */
static pid_t confine(void) {
  int to_init[2], from_init[2];
  struct facts facts;
  drop_capabilities();
  /* The sample runs as the same user: without this it could write to process 1 through /proc. */
  if (prctl(PR_SET_DUMPABLE, 0) != 0) fail(failure("hide", "process 1"));
  if (!config.observe) cloexec(FD_HINT, true); /* an agent that nobody hears watches nothing */
  if (dup2(FD_STDIN, 0) < 0 || dup2(FD_STDOUT, 1) < 0 || dup2(FD_STDERR, 2) < 0) fail(failure("place", "standard streams"));
  for (int fd = FD_STDIN; fd <= FD_STDERR; fd++) close(fd);
  if (pipe2(to_init, O_CLOEXEC) != 0 || pipe2(from_init, O_CLOEXEC) != 0) fail(failure("make", "pipe"));
  await_word();
  pid_t sample = start_sample(to_init, from_init);
  if (sample < 0) fail(failure("start", "sample"));
  if (read(to_init[0], &facts, sizeof facts) != sizeof facts) _exit(125);
  if (shares_processes(&config)) {
    char number[24];
    snprintf(number, sizeof number, "%d", (int)sample);
    say('S', number, NULL, 0);
  }
  say('L', facts.json, &facts.listener, config.notify ? 1 : 0);
  if (config.notify) close(facts.listener);
  await_word();
  if (write(from_init[1], "g", 1) != 1) _exit(125);
  return sample;
}

static void begin_inside(void) {
  for (int fd = FD_CONFIG; fd <= FD_SELF; fd++) cloexec(fd, true);
  read_config();
}

static void pass_to_supervisor(char family, char transport, const int *fds, size_t count) {
  const char kind[] = { family, transport, '\0' };
  say('N', kind, fds, count);
}

/* While process 1 still owns its network. */
static void make_internet(void) {
  if (config.sinkhole == NULL) return;
  const char *error = internet_make(&config);
  if (error == NULL) error = internet_send_sockets(pass_to_supervisor);
  if (error != NULL) fail(error);
  if (!in_given_walls(&config)) return;
  int bundle = internet_bundle();
  say('T', "", &bundle, 1);
  close(bundle);
}

int init_main(void) {
  if (getpid() != 1) return 2;
  begin_inside();
  if (in_given_walls(&config)) fail("the configuration names no bwrap=");
  make_internet();
  make_places();
  enter_work();
  send_places();
  leave_owner();
  wait_for(confine());
  return 125;
}

/* gVisor lets any process open what another has open. Nobody sees the warden there, and devices of its own that nobody needs go. */
static void hide_first(void) {
  unlink("/dev/fuse");
  unlink("/dev/net/tun");
  if (mount("tmpfs", "/proc/1", "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=555") != 0) fail(failure("hide", "process 1"));
}

void init_given(void) {
  begin_inside();
  if (prctl(PR_SET_DUMPABLE, 1) != 0) fail(failure("own", "/proc/self")); /* so that its files are ours; nobody is here yet */
  if (config.own_namespaces) {
    given_separate(fail);
    make_internet(); /* of shared walls the supervisor has */
  }
  if (config.mount_places) make_places();
  if (config.own_namespaces) close_devices();
  end_first();
  enter_work();
  send_places();
  if (shares_processes(&config) && config.mount_places && !config.notify) hide_first();
  if (shares_processes(&config) && config.uid != (uid_t)-1) drop_bounding_set(); /* which the other user may not */
  if (!drop_user(config.uid)) fail(failure("become", "the sample's user"));
  if (config.own_namespaces) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(failure("follow", "the supervisor")); /* cleared with the change of user */
    if (prctl(PR_SET_DUMPABLE, 1) != 0) fail(failure("own", "/proc/self")); /* lost with the change of user; needed to map users */
    leave_owner();
  }
  pid_t sample = confine();
  /* Between process 1 and the sample nobody is left whom the sample could end or take over. */
  if (shares_processes(&config)) _exit(0);
  wait_for(sample);
}
