#include "warden.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Every key is known and every value is checked: a launch that cannot be confined as asked must fail, not guess. */

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *out) {
  if (*text < '0' || *text > '9') return false;
  char *end = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (errno != 0 || *end != '\0' || value < least || value > most) return false;
  *out = value;
  return true;
}

static bool push(struct words *words, const char *value) {
  if (words->count >= MAX_WORDS) return false;
  words->at[words->count++] = value;
  words->at[words->count] = NULL;
  return true;
}

static bool absolute(const char *path) {
  return path[0] == '/' && strlen(path) < 4096 && strstr(path, "/../") == NULL;
}

static bool flag(const char *text, bool *out) {
  if (strcmp(text, "0") != 0 && strcmp(text, "1") != 0) return false;
  *out = text[0] == '1';
  return true;
}

struct numeric { const char *key; size_t offset; uint64_t least, most; };

#define LIMIT(name) offsetof(struct limits, name)
static const struct numeric limit_keys[] = {
  { "limit.memory", LIMIT(memory), 1 << 20, 1ull << 50 },
  { "limit.processes", LIMIT(processes), 1, 100000 },
  { "limit.wall_ms", LIMIT(wall_ms), 1, 86400000 },
  { "limit.output", LIMIT(output), 0, 1ull << 32 },
  { "limit.disk", LIMIT(disk), 4096, 1ull << 50 },
  { "limit.files", LIMIT(files), 1, 1ull << 32 },
  { "limit.descriptors", LIMIT(descriptors), 16, 1 << 20 },
  { "limit.cpu_permille", LIMIT(cpu_permille), 1, 1000000 },
};

static bool take_limit(struct limits *limits, const char *key, const char *value, bool *known) {
  for (size_t i = 0; i < sizeof limit_keys / sizeof *limit_keys; i++) {
    if (strcmp(key, limit_keys[i].key) != 0) continue;
    *known = true;
    return number(value, limit_keys[i].least, limit_keys[i].most, (uint64_t *)((char *)limits + limit_keys[i].offset));
  }
  *known = false;
  return false;
}

static bool take_cgroup_write(struct config *config, char *value) {
  if (config->cgroups == 0 || config->cgroup[config->cgroups - 1].given) return false;
  struct cgroup *group = &config->cgroup[config->cgroups - 1];
  char *separator = strchr(value, '=');
  if (separator == NULL || group->writes >= MAX_CGROUP_WRITES) return false;
  *separator = '\0';
  if (*value == '\0' || strchr(value, '/') != NULL) return false;
  group->write_file[group->writes] = value;
  group->write_value[group->writes++] = separator + 1;
  return true;
}

static bool take_stage(struct words *stage, char *value) {
  char *separator = strchr(value, '=');
  if (separator == NULL) return false;
  *separator = '\0';
  if (*value == '\0' || strchr(value, '/') != NULL || value[0] == '.') return false;
  return absolute(separator + 1) && push(stage, value) && push(stage, separator + 1);
}

static bool all_of(const char *text, size_t least, size_t most, const char *characters) {
  size_t length = strspn(text, characters);
  return text[length] == '\0' && length >= least && length <= most;
}

/* NAME TOKEN. A name of the abstract namespace has no end of its own, so it is kept well within an address. */
static bool take_network(struct config *config, char *value) {
  char *separator = strchr(value, ' ');
  if (separator == NULL) return false;
  *separator = '\0';
  config->sinkhole = value;
  config->token = separator + 1;
  return all_of(value, 8, 64, "abcdefghijklmnopqrstuvwxyz0123456789-") && all_of(config->token, 64, 64, "0123456789abcdef");
}

static bool take_authority(struct config *config, const char *value) {
  static const char begins[] = "-----BEGIN CERTIFICATE-----\n";
  config->authority = value;
  return strncmp(value, begins, sizeof begins - 1) == 0 && strlen(value) <= 8192;
}

static bool take(struct config *config, const char *key, char *value, bool *known) {
  *known = true;
  if (strcmp(key, "bwrap") == 0) return push(&config->bwrap, value);
  if (strcmp(key, "exec") == 0) return push(&config->exec, value);
  if (strcmp(key, "env") == 0) return strchr(value, '=') != NULL && value[0] != '=' && push(&config->env, value);
  if (strcmp(key, "quiet") == 0) return absolute(value) && push(&config->quiet, value);
  if (strcmp(key, "readable") == 0) return absolute(value) && push(&config->readable, value);
  if (strcmp(key, "place") == 0) return absolute(value) && config->places.count < MAX_PLACES && push(&config->places, value);
  if (strcmp(key, "stage") == 0) return take_stage(&config->stage, value);
  if (strcmp(key, "observe") == 0) return flag(value, &config->observe);
  if (strcmp(key, "notify") == 0) {
    config->notify_given = true;
    return flag(value, &config->notify);
  }
  if (strcmp(key, "mount_places") == 0) return flag(value, &config->mount_places);
  if (strcmp(key, "resolver") == 0) return flag(value, &config->resolver);
  if (strcmp(key, "own_namespaces") == 0) return flag(value, &config->own_namespaces);
  if (strcmp(key, "watch_memory") == 0) return flag(value, &config->watch_memory);
  if (strcmp(key, "await_begin") == 0) return flag(value, &config->await_begin);
  if (strcmp(key, "cgroup.write") == 0) return take_cgroup_write(config, value);
  if (strcmp(key, "stage_dir") == 0) {
    config->stage_dir = value;
    return absolute(value);
  }
  if (strcmp(key, "uid") == 0) {
    uint64_t id = 0;
    bool ok = number(value, 1, 0xfffffffeu, &id);
    config->uid = (uid_t)id;
    return ok;
  }
  if (strcmp(key, "descend") == 0) {
    uint64_t id = 0;
    bool ok = number(value, 1, 0xfffffffeu, &id);
    config->descend = (uid_t)id;
    return ok;
  }
  if (strcmp(key, "contents") == 0) return number(value, 0, 64 << 20, &config->contents);
  if (strcmp(key, "network") == 0) return take_network(config, value);
  if (strcmp(key, "network.authority") == 0) return take_authority(config, value);
  if (strcmp(key, "session") == 0) return flag(value, &config->session);
  if (strcmp(key, "cgroup") == 0 || strcmp(key, "cgroup.given") == 0) {
    if (config->cgroups >= MAX_CGROUPS || !absolute(value)) return false;
    config->cgroup[config->cgroups].given = strcmp(key, "cgroup.given") == 0;
    config->cgroup[config->cgroups++].directory = value;
    return true;
  }
  return take_limit(&config->limits, key, value, known);
}

static const char *missing(const struct config *config) {
  if (!in_given_walls(config) && (config->mount_places || config->own_namespaces || config->resolver || config->notify != config->observe))
    return "notify=, mount_places= and own_namespaces= are for given walls, without bwrap=";
  if ((config->sinkhole == NULL) != (config->authority == NULL)) return "network= and network.authority= go together";
  if (config->sinkhole != NULL && !config->notify) return "network= needs observe=1 and notify=1";
  if (config->descend != 0 && (config->sinkhole == NULL || !shares_processes(config) || config->uid != (uid_t)-1))
    return "descend= is for given walls with a network=, without uid= and own_namespaces=";
  if (config->own_namespaces && !config->mount_places) return "own_namespaces=1 needs mount_places=1: all that was mounted before is read-only";
  if (config->notify && !config->observe) return "notify=1 needs observe=1";
  if (in_given_walls(config) && config->stage.count > 0) return "stage= records need a bwrap=";
  if (config->exec.count == 0) return "no exec= record: nothing to execute";
  if (config->places.count == 0) return "no place= record: there is no working directory";
  if (config->stage.count > 0 && config->stage_dir == NULL) return "stage= records need a stage_dir=";
  for (size_t i = 0; i < sizeof limit_keys / sizeof *limit_keys; i++) {
    uint64_t value = *(const uint64_t *)((const char *)&config->limits + limit_keys[i].offset);
    if (value == 0 && limit_keys[i].offset != LIMIT(output)) return "a limit.* record is missing: every limit must be set";
  }
  return NULL;
}

bool config_parse(char *bytes, size_t length, struct config *out, const char **error) {
  memset(out, 0, sizeof *out);
  out->uid = (uid_t)-1;
  out->observe = true;
  if (length == 0 || bytes[length - 1] != '\0') {
    *error = "the configuration does not end with a NUL byte";
    return false;
  }
  for (char *record = bytes; record < bytes + length;) {
    char *next = record + strlen(record) + 1;
    char *separator = strchr(record, '=');
    if (separator == NULL) {
      *error = "a record without '='";
      return false;
    }
    *separator = '\0';
    bool known = false;
    if (!take(out, record, separator + 1, &known)) {
      clear_error();
      *error = failure(known ? "illegal value for" : "unknown key", record);
      return false;
    }
    record = next;
  }
  if (!out->notify_given) out->notify = out->observe;
  *error = missing(out);
  return *error == NULL;
}
