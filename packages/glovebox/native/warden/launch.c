#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool stage_one(const char *directory, const char *name, const char *source) {
  char target[4200];
  struct stat status;
  snprintf(target, sizeof target, "%s/%s", directory, name);
  if (stat(source, &status) != 0) return false;
  if (S_ISDIR(status.st_mode)) {
    if (mkdir(target, 0755) != 0) return false;
  } else {
    int fd = open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    close(fd);
  }
  return mount(source, target, NULL, MS_BIND, NULL) == 0;
}

/* Root may reach files that the jail's user may not (a home of mode 0700). They are bound, in a mount namespace that ends with
 * the run, to where that user can name them. */
static bool stage(const struct config *config) {
  if (config->stage.count == 0) return true;
  if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) return false;
  if (mount("tmpfs", config->stage_dir, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=64k") != 0) return false;
  for (size_t i = 0; i + 1 < config->stage.count; i += 2)
    if (!stage_one(config->stage_dir, config->stage.at[i], config->stage.at[i + 1])) return false;
  return true;
}

bool drop_user(uid_t uid) {
  if (uid == (uid_t)-1) return true;
  return setgroups(0, NULL) == 0 && setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0;
}

/* Moves every descriptor out of the way before any lands on its number, as one may stand where another goes. */
bool place_descriptors(const int fds[11]) {
  int moved[11];
  for (int i = FD_JOB; i <= FD_SELF; i++) {
    moved[i] = fcntl(fds[i], F_DUPFD, 64);
    if (moved[i] < 0) return false;
  }
  for (int i = FD_JOB; i <= FD_SELF; i++)
    if (dup2(moved[i], i) < 0) return false;
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0) return false;
  /* The last is signed in gVisor. Where there is no such call, one by one. */
  if (syscall(__NR_close_range, FD_SELF + 1, 0x7fffffffu, 0) == 0) return true;
  int most = (int)sysconf(_SC_OPEN_MAX);
  for (int fd = FD_SELF + 1; fd < most && fd < 65536; fd++) close(fd);
  return true;
}

static void fail(const char *what) {
  char text[700];
  int size = snprintf(text, sizeof text, "warden: %s\n", what);
  write_all(2, text, (size_t)size);
  _exit(125);
}

pid_t launch(const struct config *config, const int fds[11], const char **error) {
  pid_t supervisor = getpid();
  pid_t pid = fork();
  if (pid < 0) *error = failure("fork", "bubblewrap");
  if (pid != 0) return pid;
  if (!stage(config)) fail(failure("stage", config->stage_dir));
  if (!place_descriptors(fds)) fail(failure("place", "descriptors"));
  if (!drop_user(config->uid)) fail(failure("become", "unprivileged user"));
  /* After the change of user, which clears it. The supervisor may be gone already. */
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != supervisor) fail("the supervisor is gone");
  signal(SIGPIPE, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  signal(SIGQUIT, SIG_DFL);
  signal(SIGTSTP, SIG_DFL);
  execv(config->bwrap.at[0], (char *const *)config->bwrap.at);
  fail(failure("execute", config->bwrap.at[0]));
  return -1;
}
