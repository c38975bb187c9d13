#define _GNU_SOURCE
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LAUNCHERS = 1 }; /* process 1 of the jail is in the groups too */

static bool write_file(const char *directory, const char *file, const char *value) {
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", directory, file);
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool ok = write(fd, value, strlen(value)) >= 0;
  int cause = errno;
  close(fd);
  errno = cause;
  return ok;
}

static bool read_file(const char *directory, const char *file, char *to, size_t size) {
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", directory, file);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t got = read(fd, to, size - 1);
  close(fd);
  if (got < 0) return false;
  to[got] = '\0';
  return true;
}

/* The number behind `key` in a file of `key number` lines; the whole file when `key` is empty. */
static bool counter(const struct cgroup *group, const char *file, const char *key, uint64_t *out) {
  char text[4096];
  if (!read_file(group->directory, file, text, sizeof text)) return false;
  const char *at = text;
  if (*key != '\0') {
    at = strstr(text, key);
    if (at == NULL) return false;
    at += strlen(key);
  }
  *out = strtoull(at, NULL, 10);
  return true;
}

bool cgroups_make(const struct config *config, const char **error) {
  for (size_t i = 0; i < config->cgroups; i++) {
    const struct cgroup *group = &config->cgroup[i];
    if (group->given) continue;
    if (mkdir(group->directory, 0755) != 0) {
      *error = failure("make cgroup", group->directory);
      return false;
    }
    for (size_t j = 0; j < group->writes; j++) {
      /* A name that begins with ? may be missing: swap accounting is off on many kernels. */
      const char *file = group->write_file[j];
      bool optional = *file == '?';
      if (write_file(group->directory, file + optional, group->write_value[j])) continue;
      if (optional && errno == ENOENT) continue;
      *error = failure("set cgroup limit", file);
      return false;
    }
  }
  return true;
}

bool cgroups_attach(const struct config *config, pid_t pid) {
  char text[24];
  snprintf(text, sizeof text, "%d", pid);
  for (size_t i = 0; i < config->cgroups; i++)
    if (!config->cgroup[i].given && !write_file(config->cgroup[i].directory, "cgroup.procs", text)) return false;
  return true;
}

/* Moving a process waits for a grace period of the kernel's, unless another move has just done so. A child that moves itself
 * while bubblewrap works takes that wait out of the way of the move that counts. */
pid_t cgroups_prime(const struct config *config) {
  if (config->cgroups == 0 || config->cgroup[0].given) return -1;
  pid_t pid = fork();
  if (pid != 0) return pid;
  write_file(config->cgroup[0].directory, "cgroup.procs", "0");
  _exit(0);
}

void cgroups_kill(const struct config *config) {
  char text[4096];
  for (size_t i = 0; i < config->cgroups; i++) {
    const char *directory = config->cgroup[i].directory;
    if (config->cgroup[i].given) continue;
    if (write_file(directory, "cgroup.kill", "1")) continue;
    if (!read_file(directory, "cgroup.procs", text, sizeof text)) continue;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
      pid_t pid = (pid_t)strtol(line, NULL, 10);
      if (pid > 1) kill(pid, SIGKILL);
    }
  }
}

void cgroups_remove(const struct config *config) {
  for (size_t i = 0; i < config->cgroups; i++)
    for (int attempt = 0; attempt < 400 && !config->cgroup[i].given && rmdir(config->cgroup[i].directory) != 0 && errno == EBUSY; attempt++) {
      if (attempt % 50 == 10) cgroups_kill(config);
      struct timespec pause = { .tv_nsec = 5000000 };
      nanosleep(&pause, NULL);
    }
}

bool cgroups_out_of_memory(const struct config *config) {
  for (size_t i = 0; i < config->cgroups; i++) {
    uint64_t kills = 0;
    bool known = counter(&config->cgroup[i], "memory.events", "oom_kill ", &kills) ||
                 counter(&config->cgroup[i], "memory.oom_control", "oom_kill ", &kills);
    if (known && kills > 0) return true;
  }
  return false;
}

void cgroups_usage(const struct config *config, struct usage *usage) {
  for (size_t i = 0; i < config->cgroups; i++) {
    const struct cgroup *group = &config->cgroup[i];
    uint64_t value = 0;
    if (counter(group, "cpu.stat", "usage_usec ", &value)) usage->cpu_us = value;
    if (counter(group, "cpuacct.usage", "", &value)) usage->cpu_us = value / 1000;
    if (counter(group, "memory.peak", "", &value) || counter(group, "memory.max_usage_in_bytes", "", &value)) usage->peak_memory = value;
    if (counter(group, "pids.peak", "", &value)) usage->peak_processes = value > LAUNCHERS ? value - LAUNCHERS : 0;
    if (counter(group, "pids.events", "max ", &value) && value > 0) usage->processes_refused = true;
  }
}
