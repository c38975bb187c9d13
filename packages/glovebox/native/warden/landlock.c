#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's Landlock interface (5.13 and later); Debian 12's header knows only the first version of it. */
struct ruleset { uint64_t filesystem, network, scoped; };
struct beneath { uint64_t access; int32_t parent; } __attribute__((packed));
enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };
enum { SYS_create = 444, SYS_add_rule = 445, SYS_restrict = 446 };
enum {
  EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3, REFER = 1 << 13, TRUNCATE = 1 << 14, IOCTL_DEV = 1 << 15
};
enum { ALL_V1 = (1 << 13) - 1, READ = EXECUTE | READ_FILE | READ_DIR, ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV };
enum { SCOPE_ABSTRACT_UNIX = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

static uint64_t handled(int abi) {
  return (uint64_t)ALL_V1 | (abi >= 2 ? REFER : 0) | (abi >= 3 ? TRUNCATE : 0) | (abi >= 5 ? IOCTL_DEV : 0);
}

static bool allow(int ruleset, const char *path, uint64_t access) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT;
  struct stat status;
  if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode)) access &= ON_FILES;
  struct beneath rule = { .access = access, .parent = fd };
  bool ok = syscall(SYS_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) == 0;
  close(fd);
  return ok;
}

int landlock_restrict(const struct config *config) {
  int abi = (int)syscall(SYS_create, NULL, 0, CREATE_RULESET_VERSION);
  if (abi < 1) return 0;
  struct ruleset rules = { .filesystem = handled(abi), .network = 0, .scoped = abi >= 6 ? SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL : 0 };
  /* The process that the rules are for signals its own children freely: they are in the same domain. */
  size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? 16 : 8;
  int ruleset = (int)syscall(SYS_create, &rules, size, 0);
  if (ruleset < 0) return -1;
  bool ok = true;
  for (size_t i = 0; i < config->readable.count; i++) ok = ok && allow(ruleset, config->readable.at[i], READ);
  for (size_t i = 0; i < config->places.count; i++) ok = ok && allow(ruleset, config->places.at[i], rules.filesystem);
  ok = ok && allow(ruleset, "/", READ_DIR); /* listing shows what the launcher put there; reading is granted above */
  /* Devices are few and chosen by the launcher; writing to /dev/null must work. */
  ok = ok && allow(ruleset, "/dev", READ | WRITE_FILE | IOCTL_DEV * (abi >= 5)) && allow(ruleset, "/proc", READ);
  if (ok) ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_restrict, ruleset, 0) == 0;
  close(ruleset);
  return ok ? abi : -1;
}
