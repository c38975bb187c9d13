#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Walls made by somebody else: a container, gVisor, a virtual machine. What they are made of is checked where it counts, in init.c. */

enum { OWN = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP };

const char *given_unfit(const struct config *config) {
  if (config->own_namespaces && geteuid() != 0) return "own_namespaces=1 needs a warden that is root";
  if (config->mount_places && geteuid() != 0) return "mount_places=1 needs a warden that is root";
  if (config->uid != (uid_t)-1 && geteuid() != 0) return "uid= needs a warden that is root";
  if (config->uid == (uid_t)-1 && geteuid() == 0) return "the sample would be root: uid= is missing";
  /* Process 1 is what the sample cannot signal, and what takes every process along. */
  if (shares_processes(config) && getpid() != 1) return "the warden must be process 1 of the given walls, or make namespaces of its own";
  return NULL;
}

/* Nobody else is here yet: what was needed to make the network is nobody's from here on. */
const char *given_descend(uid_t uid) {
  for (int capability = 0, bound; (bound = prctl(PR_CAPBSET_READ, capability)) >= 0; capability++)
    if (bound == 1 && prctl(PR_CAPBSET_DROP, capability) != 0) return failure("drop", "bounding set");
  if (!drop_user(uid)) return failure("become", "the sample's user");
  return any_capability() != 0 ? "the warden kept a capability" : NULL;
}

pid_t given_launch(const struct config *config, const int fds[11], const char **error) {
  pid_t supervisor = getpid();
  pid_t pid = (pid_t)syscall(__NR_clone, (config->own_namespaces ? OWN : 0) | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid < 0) *error = failure("start", config->own_namespaces ? "the inner half in namespaces of its own" : "the inner half");
  if (pid != 0) return pid;
  if (!place_descriptors(fds)) _exit(125);
  /* In a process namespace of its own the parent has no number; there the closed control socket tells. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || (!config->own_namespaces && getppid() != supervisor)) _exit(125);
  static const int defaults[] = { SIGPIPE, SIGINT, SIGQUIT, SIGTSTP, SIGCHLD };
  for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) signal(defaults[i], SIG_DFL);
  init_given();
  _exit(125);
}

/* The devices that every program may expect; the machine's own, the line to the warden among them, are out of sight. */
static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };
static const char *const device_links[][2] = {
  { "/proc/self/fd", "/dev/fd" }, { "/proc/self/fd/0", "/dev/stdin" }, { "/proc/self/fd/1", "/dev/stdout" }, { "/proc/self/fd/2", "/dev/stderr" },
};

static bool make_devices(void) {
  enum { COUNT = sizeof devices / sizeof *devices };
  int kept[COUNT];
  char path[64], from[64];
  for (size_t i = 0; i < COUNT; i++) {
    snprintf(path, sizeof path, "/dev/%s", devices[i]);
    kept[i] = open(path, O_PATH | O_CLOEXEC);
  }
  if (mount("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k,nr_inodes=64") != 0) return false;
  for (size_t i = 0; i < COUNT; i++) {
    if (kept[i] < 0) continue;
    snprintf(path, sizeof path, "/dev/%s", devices[i]);
    snprintf(from, sizeof from, "/proc/self/fd/%d", kept[i]);
    int at = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
    if (at < 0 || mount(from, path, NULL, MS_BIND, NULL) != 0) return false;
    close(at);
    close(kept[i]);
  }
  for (size_t i = 0; i < sizeof device_links / sizeof *device_links; i++)
    if (symlink(device_links[i][0], device_links[i][1]) != 0) return false;
  return mkdir("/dev/shm", 01777) == 0;
}

static bool loopback_up(void) {
  struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };
  snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
  if (fd >= 0) close(fd);
  return ok;
}

static bool hide(const char *path) {
  return access(path, F_OK) != 0 || mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "mode=555,size=4k") == 0;
}

/* Linux 5.12; Debian 12's C library does not wrap it. */
struct attributes { uint64_t set, clear, propagation, user_namespace; };
enum { SYS_mount_attributes = 442, RECURSIVE = 0x8000, READ_ONLY = 1 };

/* Everything that whoever made the walls has mounted; what the sample may write to is mounted after. */
static bool make_read_only(void) {
  struct attributes attributes = { .set = READ_ONLY };
  return syscall(SYS_mount_attributes, -1, "/", RECURSIVE, &attributes, sizeof attributes) == 0;
}

void given_separate(void (*fail)(const char *what)) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail(failure("separate", "mounts"));
  if (!make_read_only()) fail(failure("make read-only", "mounts"));
  if (!make_devices()) fail(failure("make", "devices"));
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) fail(failure("mount", "/proc"));
  if (!hide("/sys")) fail(failure("hide", "/sys"));
  if (!loopback_up()) fail(failure("bring up", "lo"));
  if (sethostname("glovebox", 8) != 0) fail(failure("set", "host name"));
}
