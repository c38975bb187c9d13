#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static bool copy_range(int from, int to, off_t start, off_t end) {
  if (lseek(to, start, SEEK_SET) != start) return false;
  while (start < end) {
    ssize_t sent = sendfile(to, from, &start, (size_t)(end - start));
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
  }
  return true;
}

/* Holes stay holes: most of a machine's memory was never written to. */
static bool copy_sparse(int from, int to, off_t size) {
  if (ftruncate(to, size) != 0) return false;
  for (off_t at = 0; at < size;) {
    off_t start = lseek(from, at, SEEK_DATA);
    if (start < 0) return errno == ENXIO;
    off_t end = lseek(from, start, SEEK_HOLE);
    if (end < 0 || !copy_range(from, to, start, end)) return false;
    at = end;
  }
  return true;
}

static int complain(const char *what) {
  fprintf(stderr, "warden: %s\n", failure("make memory from", what));
  return 1;
}

/* `memory BYTES` makes the memory of a machine that boots; `memory PATH` makes that of a machine's snapshot, which nobody can write to
 * from then on: the machines started from it map it privately, and a broken-out one cannot reach the others through it. Says the
 * number of its descriptor, and waits until whoever asked has opened it through /proc and closes our standard input. */
int memory_main(const char *what) {
  char byte;
  char *rest;
  unsigned long long size = strtoull(what, &rest, 10);
  bool empty = *what != '\0' && *rest == '\0';
  int memory = memfd_create("glovebox-memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return complain(what);
  if (empty && ftruncate(memory, (off_t)size) != 0) return complain(what);
  if (!empty) {
    struct stat status;
    int file = open(what, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0 || !copy_sparse(file, memory, status.st_size)) return complain(what);
    if (fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return complain(what);
  }
  printf("%d\n", memory);
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) {}
  return 0;
}
