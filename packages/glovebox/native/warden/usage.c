#define _GNU_SOURCE
#include "warden.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where no cgroup can be made, the warden adds up what the kernel says about each process of the tree. Everything that was
 * orphaned became a child of the jail's process 1, so the tree is whole. */

enum { MAX_TREE = 4096, MAX_THREADS = 4096 };

static bool proc_file(pid_t pid, const char *name, char *to, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t got = read(fd, to, size - 1);
  close(fd);
  to[got > 0 ? got : 0] = '\0';
  return got > 0;
}

/* The numbers that a folder of a process holds as names: its threads, its descriptors. */
static size_t numbers(pid_t pid, const char *folder, pid_t *to, size_t most) {
  char path[64];
  size_t count = 0;
  snprintf(path, sizeof path, "/proc/%d/%s", pid, folder);
  DIR *list = opendir(path);
  if (list == NULL) return 0;
  for (struct dirent *entry; count < most && (entry = readdir(list)) != NULL;)
    if (entry->d_name[0] != '.') to[count++] = (pid_t)strtol(entry->d_name, NULL, 10);
  closedir(list);
  return count;
}

static size_t threads(pid_t pid, pid_t *tids) { return numbers(pid, "task", tids, MAX_THREADS); }

/* As process 1: whoever is there besides us is in the tree. */
static size_t collect_all(pid_t *pids) {
  size_t count = 0;
  DIR *list = opendir("/proc");
  if (list == NULL) return 0;
  for (struct dirent *entry; count < MAX_TREE && (entry = readdir(list)) != NULL;)
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') pids[count++] = (pid_t)strtol(entry->d_name, NULL, 10);
  closedir(list);
  return count;
}

static size_t collect(pid_t root, pid_t *pids) {
  static char text[65536];
  static pid_t tids[MAX_THREADS];
  char name[64];
  size_t count = 0;
  if (root == 1) return collect_all(pids);
  pids[count++] = root;
  for (size_t i = 0; i < count; i++) {
    /* Children are listed for the thread that made them. */
    size_t makers = threads(pids[i], tids);
    for (size_t j = 0; j < makers; j++) {
      snprintf(name, sizeof name, "task/%d/children", tids[j]);
      if (!proc_file(pids[i], name, text, sizeof text)) continue;
      for (char *at = text; *at != '\0' && count < MAX_TREE;) {
        char *end = NULL;
        long pid = strtol(at, &end, 10);
        if (end == at) break;
        pids[count++] = (pid_t)pid;
        at = end + strspn(end, " ");
      }
    }
  }
  return count;
}

/* What stands after a key that begins a line: the first line of a status is the name of the process, which it gives itself. */
static const char *line_of(const char *text, const char *key) {
  size_t length = strlen(key);
  for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
    if (*at == '\n') at++;
    if (strncmp(at, key, length) == 0) return at + length;
  }
  return NULL;
}

/* A file of the first thread that is alive: a main thread that has ended has no memory, though its process does. */
static bool living_file(pid_t pid, const char *name, const char *key, char *to, size_t size) {
  static pid_t tids[MAX_THREADS];
  char path[64];
  if (proc_file(pid, name, to, size) && line_of(to, key) != NULL) return true;
  size_t count = threads(pid, tids);
  for (size_t i = 0; i < count; i++) {
    snprintf(path, sizeof path, "task/%d/%s", tids[i], name);
    if (proc_file(pid, path, to, size) && line_of(to, key) != NULL) return true;
  }
  return false;
}

static uint64_t line_number(const char *text, const char *key) {
  const char *at = line_of(text, key);
  return at == NULL ? 0 : strtoull(at, NULL, 10);
}

static uint64_t line_kib(const char *text, const char *key) { return line_number(text, key) * 1024; }

static uint64_t cpu_of(pid_t pid) {
  char text[1024];
  if (!proc_file(pid, "stat", text, sizeof text)) return 0;
  char *at = strrchr(text, ')');
  unsigned long long user = 0, system = 0, user_children = 0, system_children = 0;
  if (at == NULL || sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu", &user, &system, &user_children,
                           &system_children) != 4) return 0;
  return (user + system + user_children + system_children) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

void tree_usage(pid_t root, uint64_t memory_limit, struct tree *tree) {
  static pid_t pids[MAX_TREE];
  static char text[8192];
  memset(tree, 0, sizeof *tree);
  size_t count = collect(root, pids);
  tree->processes = count;
  bool plain = false;
  uint64_t tables = 0; /* of pages: memory as well, though none is mapped by them */
  for (size_t i = 0; i < count; i++) {
    tree->cpu_us += cpu_of(pids[i]);
    if (living_file(pids[i], "status", "RssAnon:", text, sizeof text)) {
      tree->memory += line_kib(text, "RssAnon:") + line_kib(text, "RssShmem:");
      tables += line_kib(text, "VmPTE:");
    } else if (living_file(pids[i], "status", "VmRSS:", text, sizeof text)) {
      tree->memory += line_kib(text, "VmRSS:"); /* gVisor does not tell apart what it is */
      plain = true;
    }
  }
  tree->memory += tables;
  if (plain || tree->memory <= memory_limit) return;
  /* Forked processes share pages, which the quick sum counts for each: ask for the fair share before judging. */
  tree->memory = tables;
  for (size_t i = 0; i < count; i++)
    if (living_file(pids[i], "smaps_rollup", "Pss_Anon:", text, sizeof text)) tree->memory += line_kib(text, "Pss_Anon:") + line_kib(text, "Pss_Shmem:");
}

void tree_look(pid_t root, struct tree *tree) {
  static pid_t pids[MAX_TREE], descriptors[MAX_THREADS];
  static char text[8192];
  memset(tree, 0, sizeof *tree);
  size_t count = collect(root, pids);
  for (size_t i = 0; i < count; i++) {
    /* What ended processes read and wrote is counted for whoever waited for them, in the end for the root. */
    if (proc_file(pids[i], "io", text, sizeof text)) {
      tree->read += line_number(text, "rchar: ");
      tree->written += line_number(text, "wchar: ");
    }
    if (pids[i] == root) continue;
    tree->processes++;
    if (living_file(pids[i], "status", "RssAnon:", text, sizeof text)) tree->memory += line_kib(text, "RssAnon:") + line_kib(text, "RssShmem:");
    else if (living_file(pids[i], "status", "VmRSS:", text, sizeof text)) tree->memory += line_kib(text, "VmRSS:");
    tree->descriptors += numbers(pids[i], "fd", descriptors, MAX_THREADS);
  }
}
