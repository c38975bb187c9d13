#include "warden.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reads a configuration from standard input and says whether it is legal: for the fuzzer and for a person. */
static int check_main(void) {
  static char bytes[MAX_CONFIG_BYTES];
  static struct config config;
  size_t length = 0;
  for (ssize_t got; length < sizeof bytes && (got = read(0, bytes + length, sizeof bytes - length)) > 0;) length += (size_t)got;
  const char *error = NULL;
  if (config_parse(bytes, length, &config, &error)) return 0;
  fprintf(stderr, "warden: %s\n", error);
  return 2;
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  if (strcmp(command, "supervise") == 0) return supervise_main();
  if (strcmp(command, "init") == 0) return init_main();
  if (strcmp(command, "check-config") == 0) return check_main();
  if (strcmp(command, "memory") == 0 && argc == 3) return memory_main(argv[2]);
  if (strcmp(command, "ticks") == 0) return ticks_main();
  fprintf(stderr, "usage: warden supervise|check-config|memory|ticks, driven by glovebox; `init` is its own half inside the jail\n");
  return 2;
}
