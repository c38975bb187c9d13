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

#include "input.h"

// Where the first process of the sample keeps its hints: Python and bash, Node.
static const char *const channels[] = { "/proc/2/fd/40", "/proc/2/fd/4" };

int hears(void) {
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

extern char **environ;

// By hand: bash has a setenv of its own, which before its start puts things where it then does not look.
static void put(const char *name, const char *value, const char *between, const char *old) {
  size_t count = 0, kept = 0, length = strlen(name);
  while (environ[count] != NULL) count++;
  char **fresh = malloc((count + 2) * sizeof *fresh);
  size_t size = length + strlen(value) + strlen(between) + strlen(old) + 2;
  char *variable = malloc(size);
  if (fresh == NULL || variable == NULL) return;
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], name, length) != 0 || environ[i][length] != '=') fresh[kept++] = environ[i];
  snprintf(variable, size, "%s=%s%s%s", name, value, between, old);
  fresh[kept++] = variable;
  fresh[kept] = NULL;
  environ = fresh;
}

static const char *held(const char *name) {
  size_t length = strlen(name);
  for (char **at = environ; *at != NULL; at++)
    if (strncmp(*at, name, length) == 0 && (*at)[length] == '=') return *at + length + 1;
  return NULL;
}

// `value` before what the variable holds, with `between` where it holds something.
static void put_before(const char *name, const char *value, const char *between) {
  const char *old = held(name);
  put(name, value, old != NULL && *old != '\0' ? between : "", old != NULL ? old : "");
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
  const char *script = held("BASH_ENV");
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
  tell_input(name, called, argv);
  int python = strncmp(name, "python3", 7) == 0, node = strcmp(name, "node") == 0;
  int bash = strcmp(name, "bash") == 0 && strcmp(called, "sh") != 0 && argc > 1;
  if (environ == NULL || (!python && !node && !bash) || has_agent(argv) || (python && ignores_variables(argv)) || !hears()) return;
  if (python) put_before("PYTHONPATH", "/glovebox/python/child", ":");
  if (node) put_before("NODE_OPTIONS", "--require=/glovebox/build/child.cjs", " ");
  if (!bash) return;
  const char *old = held("BASH_ENV");
  if (old != NULL) put("GLOVEBOX_BASH_ENV", old, "", "");
  put("BASH_ENV", "/glovebox/bash/child.sh", "", "");
}
