/* Feeds the configuration parser legal configurations and millions of damaged ones; the sanitizers judge.
 * usage: fuzz-config ITERATIONS SEED [FILE]   with FILE, that one input only */
#include "../warden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char seed[] =
  "bwrap=/usr/bin/bwrap\0bwrap=--unshare-user\0exec=/usr/bin/python3\0env=PATH=/usr/bin\0place=/work\0place=/tmp\0"
  "readable=/usr\0quiet=/usr/lib\0stage_dir=/mnt\0stage=0=/root/node\0cgroup=/sys/fs/cgroup/x\0cgroup.write=pids.max=52\0"
  "cgroup.write=?memory.swap.max=0\0uid=1000000001\0observe=1\0watch_memory=0\0await_begin=1\0limit.memory=268435456\0"
  "limit.processes=50\0limit.wall_ms=30000\0limit.output=10485760\0limit.disk=67108864\0limit.files=10000\0"
  "limit.descriptors=256\0limit.cpu_permille=500\0"
  "network=glovebox-sinkhole-1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\0"
  "network.authority=-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n\0";

/* The same in given walls: a launcher named by damage alone must be refused with it. */
static const char given_seed[] =
  "exec=/usr/bin/python3\0env=PATH=/usr/bin\0place=/work\0readable=/usr\0cgroup.given=/sys/fs/cgroup\0uid=4242\0observe=1\0notify=0\0"
  "notify=1\0mount_places=1\0own_namespaces=1\0session=1\0contents=65536\0limit.memory=268435456\0limit.processes=50\0limit.wall_ms=30000\0"
  "limit.output=10485760\0limit.disk=67108864\0limit.files=10000\0limit.descriptors=256\0limit.cpu_permille=500\0";

static uint64_t state;

static uint64_t next_random(void) { /* xorshift64* */
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 2685821657736338717ull;
}

static size_t damage(char *bytes, size_t length, size_t room) {
  size_t at = length > 0 ? next_random() % length : 0;
  switch (next_random() % 6) {
    case 0: bytes[at] = (char)next_random(); return length;
    case 1: bytes[at] = '\0'; return length;
    case 2: bytes[at] = '='; return length;
    case 3: return at; /* cut */
    case 4: { /* drop a piece */
      size_t size = next_random() % (length - at + 1);
      memmove(bytes + at, bytes + at + size, length - at - size);
      return length - size;
    }
    default: { /* repeat a piece */
      size_t size = next_random() % (length - at + 1);
      if (length + size > room) return length;
      memmove(bytes + at + size, bytes + at, length - at);
      return length + size;
    }
  }
}

/* What the parser accepts must be whole: every list terminated, every limit set, every string inside the input. */
static void inspect(const struct config *config, const char *bytes, size_t length) {
  const struct words *lists[] = { &config->bwrap, &config->exec, &config->env, &config->quiet, &config->stage, &config->places, &config->readable };
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    if (lists[i]->count > MAX_WORDS || lists[i]->at[lists[i]->count] != NULL) abort();
    for (size_t j = 0; j < lists[i]->count; j++)
      if (lists[i]->at[j] < bytes || lists[i]->at[j] + strlen(lists[i]->at[j]) >= bytes + length) abort();
  }
  if (config->limits.memory == 0 || config->limits.wall_ms == 0 || config->limits.processes == 0) abort();
  if (!in_given_walls(config) && (config->mount_places || config->own_namespaces || config->notify != config->observe)) abort();
  if ((in_given_walls(config) && config->stage.count > 0) || (config->notify && !config->observe)) abort();
  if ((config->sinkhole == NULL) != (config->authority == NULL)) abort();
  if (config->sinkhole != NULL && (in_given_walls(config) || !config->observe || strlen(config->sinkhole) > 64 || strlen(config->token) != 64)) abort();
  for (size_t i = 0; i < config->cgroups; i++)
    if (config->cgroup[i].given && config->cgroup[i].writes > 0) abort();
  if (config->stage.count % 2 != 0 || config->places.count > MAX_PLACES || config->uid == 0) abort();
}

static int parse(const char *input, size_t length) {
  static struct config config;
  const char *error = NULL;
  char *copy = malloc(length > 0 ? length : 1); /* exactly as long as it is, so that one byte too many is seen */
  memcpy(copy, input, length);
  int ok = config_parse(copy, length, &config, &error);
  if (ok) inspect(&config, copy, length);
  else if (error == NULL || *error == '\0') abort();
  free(copy);
  return ok;
}

int main(int argc, char **argv) {
  static char bytes[1 << 16];
  unsigned long iterations = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
  state = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : 1;
  if (argc > 3) {
    FILE *file = fopen(argv[3], "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    printf("%s\n", parse(bytes, length) ? "legal" : "refused");
    return 0;
  }
  unsigned long legal = 0;
  if (!parse(seed, sizeof seed - 1) || !parse(given_seed, sizeof given_seed - 1)) return 1;
  for (unsigned long i = 0; i < iterations; i++) {
    size_t length = i % 2 == 0 ? sizeof seed - 1 : sizeof given_seed - 1;
    memcpy(bytes, i % 2 == 0 ? seed : given_seed, length);
    for (uint64_t times = 1 + next_random() % 8; times > 0; times--) length = damage(bytes, length, sizeof bytes);
    legal += (unsigned long)parse(bytes, length);
  }
  printf("%lu inputs, %lu legal, %lu refused\n", iterations, legal, iterations - legal);
  return 0;
}
