// Interpreters that a sample starts get an agent as well. The loader puts this library into every program of a jail; in an
// interpreter it opens the channel for hints and names the agent in a variable of that process alone, which the agent takes
// away again before the first line of the script. It shares a process with hostile code: no wall and no observer rests on
// it, and where it is kept out, what the program does carries the line that started it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HINTS = 40, LONGEST = 4096 };

// Where the first process of the sample keeps its hints: Python and bash, Node.
static const char *const channels[] = { "/proc/2/fd/40", "/proc/2/fd/4" };

static int hears(void) {
  for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
    struct stat theirs, ours;
    if (stat(channels[i], &theirs) != 0 || !S_ISFIFO(theirs.st_mode)) continue;
    if (fstat(HINTS, &ours) == 0) return ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
    int opened = open(channels[i], O_WRONLY | O_CLOEXEC);
    if (opened < 0) continue;
    int kept = fcntl(opened, F_DUPFD_CLOEXEC, HINTS);
    close(opened);
    if (kept == HINTS) return 1;
    if (kept >= 0) close(kept);
  }
  return 0;
}

// `value` before what the variable holds, with `between` where it holds something.
static void put_before(const char *name, const char *value, const char *between) {
  static char text[LONGEST];
  const char *old = getenv(name);
  int held = old != NULL && *old != '\0';
  int length = snprintf(text, sizeof text, "%s%s%s", value, held ? between : "", held ? old : "");
  if (length > 0 && (size_t)length < sizeof text) setenv(name, text, 1);
}

// Options that keep Python from looking for an agent: the variable would stay for the script to see.
static int ignores_variables(char **argv) {
  for (int i = 1; argv[i] != NULL && argv[i][0] == '-' && argv[i][1] != '\0' && argv[i][1] != '-'; i++) {
    size_t flags = strcspn(argv[i] + 1, "cmWX");
    if (memchr(argv[i] + 1, 'I', flags) || memchr(argv[i] + 1, 'E', flags) || memchr(argv[i] + 1, 'S', flags)) return 1;
    if (argv[i][1 + flags] == 'c' || argv[i][1 + flags] == 'm') return 0;
  }
  return 0;
}

// The sample's own first process has its agent already.
static int has_agent(char **argv) {
  for (int i = 1; i < 6 && argv[i] != NULL; i++)
    if (strncmp(argv[i], "/glovebox/", 10) == 0) return 1;
  const char *script = getenv("BASH_ENV");
  return script != NULL && strncmp(script, "/glovebox/", 10) == 0;
}

__attribute__((constructor)) static void start(int argc, char **argv, char **environment) {
  (void)environment;
  char program[256];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0 || argc < 1 || argv[0] == NULL) return;
  program[length] = '\0';
  const char *name = strrchr(program, '/');
  name = name == NULL ? program : name + 1;
  const char *called = strrchr(argv[0], '/');
  called = called == NULL ? argv[0] : called + 1;
  int python = strncmp(name, "python3", 7) == 0, node = strcmp(name, "node") == 0;
  int bash = strcmp(name, "bash") == 0 && strcmp(called, "sh") != 0 && argc > 1;
  if ((!python && !node && !bash) || has_agent(argv) || (python && ignores_variables(argv)) || !hears()) return;
  if (python) put_before("PYTHONPATH", "/glovebox/python/child", ":");
  if (node) put_before("NODE_OPTIONS", "--require=/glovebox/build/child.cjs", " ");
  if (!bash) return;
  const char *old = getenv("BASH_ENV");
  if (old != NULL) setenv("GLOVEBOX_BASH_ENV", old, 1);
  setenv("BASH_ENV", "/glovebox/bash/child.sh", 1);
}
