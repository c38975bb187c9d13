#define _GNU_SOURCE
#include "supervise.h"
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FRAME_BYTES = 64 << 20 };

/* Frames: u32 length, u8 kind, payload. */
static char *frame;
static size_t frame_have;

bool frame_ready(uint32_t *length) {
  if (frame_have < 5) return false;
  memcpy(length, frame, 4);
  return frame_have >= 5 + (size_t)*length;
}

bool read_frames(void) {
  static size_t capacity;
  uint32_t need = 0;
  if (frame_have >= 5) memcpy(&need, frame, 4);
  if (need > FRAME_BYTES) return false;
  size_t want = 5 + (size_t)need > frame_have + 65536 ? 5 + (size_t)need : frame_have + 65536;
  if (want > capacity) {
    char *more = realloc(frame, want);
    if (more == NULL) return false;
    frame = more;
    capacity = want;
  }
  ssize_t got = read(STDIN_FILENO, frame + frame_have, capacity - frame_have);
  if (got > 0) frame_have += (size_t)got;
  return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

void drop_frame(uint32_t length) {
  size_t size = 5 + (size_t)length;
  memmove(frame, frame + size, frame_have - size);
  frame_have -= size;
}

static bool take_file(char *payload, uint32_t length, const char **error) {
  char *end_of_head = memchr(payload, '\0', length);
  if (end_of_head == NULL) return false;
  char *path = NULL;
  mode_t mode = (mode_t)strtoul(payload, &path, 8);
  if (*path != ' ') return false;
  char *content = end_of_head + 1;
  bool ok = places_write(&run.places, path + 1, mode & 0777, content, length - (size_t)(content - payload), run.config.session, error);
  if (run.config.session) answer_write(path + 1, ok ? NULL : *error);
  return ok || run.config.session;
}

const char *first_frame(char *kind) {
  *kind = frame[4];
  return frame + 5;
}

static void send_off(const char *job, uint32_t length) {
  kept_begin();
  if (!run.config.session) fcntl(run.stdin_file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  /* With nobody there yet, why there is none is about to be told. */
  if (write(run.job_pipe, job, length) != (ssize_t)length && run.listening) end(FAILED, NULL, "the agent did not take its job");
  if (!run.config.session) {
    close(run.job_pipe);
    run.job_pipe = -1;
  }
  run.sent_off = true;
  run.in_cell = run.config.session;
  start_clock();
}

/* Each job of a session has the bounds of a run for itself. */
static void next_cell(void) {
  run.output_bytes = run.hint_bytes = run.watch.seen = run.watch.bytes = 0;
  run.cell_truncated = false;
}

/* Process 1 of a namespace of its own knows the sample by its own numbers, and hands the signal on. */
static void send_signal(const char *number) {
  int wanted = atoi(number);
  if (wanted < 1 || wanted > 64) return end(FAILED, NULL, "a signal that does not exist");
  if (!run.sent_off) return;
  if (run.alone) {
    if (run.sample_pid > 1) kill(-run.sample_pid, wanted);
    return;
  }
  siginfo_t order = { .si_signo = SIGUSR1, .si_code = SI_QUEUE };
  order.si_value.sival_int = wanted;
  if (run.init_fd >= 0) syscall(__NR_pidfd_send_signal, run.init_fd, SIGUSR1, &order, 0);
}

/* A text of its own: no path or number has a NUL in it. */
static bool text_of(const char *payload, uint32_t length, char to[4096]) {
  if (length == 0 || length >= 4096 || memchr(payload, '\0', length) != NULL) return false;
  memcpy(to, payload, length);
  to[length] = '\0';
  return true;
}

/* What a sandbox made ahead of its sample could not know yet: it was made with more, and a sample gets no more than that. */
static const char *lower_limits(const char *text) {
  struct limits *limits = &run.config.limits;
  char *end = NULL, *last = NULL;
  errno = 0;
  uint64_t wall_ms = strtoull(text, &end, 10);
  if (end == text || *end != ' ' || end[1] < '0' || end[1] > '9') return "malformed limits";
  uint64_t output = strtoull(end + 1, &last, 10);
  if (errno != 0 || *last != '\0' || *text < '0' || *text > '9') return "malformed limits";
  if (wall_ms == 0 || wall_ms > limits->wall_ms || output > limits->output) return "limits beyond those the sandbox was made with";
  limits->wall_ms = wall_ms;
  limits->output = output;
  return NULL;
}

/* A machine from a snapshot was made by another process, with another authority. */
static void renew_trust(const char *authority, uint32_t length) {
  if (run.trust < 0) return end(FAILED, NULL, "an authority without a network");
  if (ftruncate(run.trust, 0) != 0 || pwrite(run.trust, authority, length, 0) != (ssize_t)length) end(FAILED, NULL, failure("renew", "trust"));
}

/* Anytime, as soon as there are places. Says whether it was such a frame. */
static bool take_order(char kind, const char *payload, uint32_t length) {
  char text[4096];
  if (kind == 'N') {
    trunk_take(payload, length);
    return true;
  }
  if (kind == 'A') {
    renew_trust(payload, length);
    return true;
  }
  if (strchr("TESRL", kind) == NULL) return false;
  if (kind == 'E') {
    if (!renew_entropy(payload, length)) end(FAILED, NULL, failure("renew", "random numbers"));
    return true;
  }
  if (!text_of(payload, length, text)) end(FAILED, NULL, "a malformed frame");
  else if (kind == 'T') {
    if (!renew_clock(text)) end(FAILED, NULL, failure("set", "the clock"));
  } else if (kind == 'S') send_signal(text);
  else if (kind == 'R') answer_read(text);
  else answer_list(text);
  return true;
}

/* In a session each job has its own, and is read from its start: the descriptor shares its offset with the sample's. */
static bool keep_input(const char *bytes, uint32_t length) {
  if (ftruncate(run.stdin_file, 0) != 0 || pwrite(run.stdin_file, bytes, length, 0) != (ssize_t)length) return false;
  return run.stdin_read < 0 || lseek(run.stdin_read, 0, SEEK_SET) == 0;
}

static void take_frame(char kind, char *payload, uint32_t length) {
  const char *error = "a malformed frame";
  if (kind != '\0' && take_order(kind, payload, length)) return;
  if (run.sent_off && !run.config.session) return end(FAILED, NULL, "a frame after the job");
  if (kind == 'F') {
    if (!take_file(payload, length, &error)) end(FAILED, NULL, error);
  } else if (kind == 'I') {
    if (run.sent_off && (run.in_cell || !run.config.session)) end(FAILED, NULL, "standard input after the job");
    else if (!keep_input(payload, length)) end(FAILED, NULL, failure("keep", "standard input"));
  } else if (kind == 'W') {
    char text[4096];
    if (run.sent_off) error = "limits after the job";
    else if (text_of(payload, length, text)) error = lower_limits(text);
    if (error != NULL) end(FAILED, NULL, error);
  } else if (kind == 'G') {
    if (length > 60000) return end(FAILED, NULL, "arguments of more than 60,000 bytes");
    if (run.in_cell) return end(FAILED, NULL, "a job before the last one was done");
    next_cell();
    send_off(payload, length);
  } else end(FAILED, NULL, error);
}

void take_frames(void) {
  uint32_t length;
  while (run.places.count > 0 && frame_ready(&length)) {
    take_frame(frame[4], frame + 5, length);
    drop_frame(length);
  }
}
