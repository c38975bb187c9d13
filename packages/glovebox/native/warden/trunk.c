#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Each connection has a pair of sockets: the relay holds one end as if it led to the sinkhole, and here is the other. Neither side
 * says more than the other has room for, so that nothing here ever waits: `credit` is what glovebox still takes, and what it sends
 * fits into `waiting` until the pair takes it. */

enum { TRUNKS = 192, WINDOW = 32 << 10, PIECE = 16 << 10 };

struct trunk {
  struct node node;
  int fd;
  uint32_t id, wanted;
  size_t credit, start, end;
  bool open, said_end, heard_end, shut;
  char waiting[WINDOW];
};

static struct trunk trunks[TRUNKS];
static uint32_t made;

static void say(const struct trunk *trunk, const char *what, int64_t value) {
  json_begin("net");
  json_number("id", trunk->id);
  if (strcmp(what, "credit") == 0) json_number("credit", value);
  else json_text("said", what);
  json_end();
}

static void forget(struct trunk *trunk) {
  close(trunk->fd);
  trunk->open = false;
}

/* Neither side has anything to say any more: both know. */
static bool is_over(const struct trunk *trunk) { return trunk->said_end && trunk->shut; }

static void want(struct trunk *trunk) {
  uint32_t wanted = (trunk->credit > 0 && !trunk->said_end ? EPOLLIN : 0) | (trunk->end > trunk->start ? EPOLLOUT : 0);
  if (wanted == trunk->wanted) return;
  relay_watch(trunk->fd, &trunk->node, wanted, EPOLL_CTL_MOD);
  trunk->wanted = wanted;
}

/* `beyond`: the relay has closed its end, and what it left is taken without waiting for room; it is bounded by the pair. */
static bool listen_to_relay(struct trunk *trunk, bool beyond) {
  static char piece[PIECE];
  while (!trunk->said_end && (beyond || trunk->credit > 0)) {
    size_t most = beyond || trunk->credit > PIECE ? PIECE : trunk->credit;
    ssize_t got = recv(trunk->fd, piece, most, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) {
      trunk->said_end = true;
      say(trunk, "end", 0);
      break;
    }
    trunk->credit -= (size_t)got < trunk->credit ? (size_t)got : trunk->credit;
    json_begin("net");
    json_number("id", trunk->id);
    json_base64("data", piece, (size_t)got);
    json_end();
  }
  return true;
}

static bool speak_to_relay(struct trunk *trunk) {
  size_t sent_all = 0;
  while (trunk->start < trunk->end) {
    ssize_t sent = send(trunk->fd, trunk->waiting + trunk->start, trunk->end - trunk->start, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent < 0) break;
    trunk->start += (size_t)sent;
    sent_all += (size_t)sent;
  }
  if (trunk->start == trunk->end) trunk->start = trunk->end = 0;
  if (sent_all > 0) say(trunk, "credit", (int64_t)sent_all);
  if (trunk->end == 0 && trunk->heard_end && !trunk->shut) {
    trunk->shut = true;
    shutdown(trunk->fd, SHUT_WR);
  }
  return true;
}

static void go_on(struct trunk *trunk, uint32_t happened) {
  bool closed = (happened & (EPOLLHUP | EPOLLERR)) != 0;
  bool alive = listen_to_relay(trunk, closed) && speak_to_relay(trunk) && !closed;
  if (is_over(trunk)) return forget(trunk);
  if (!alive) {
    say(trunk, "gone", 0);
    return forget(trunk);
  }
  want(trunk);
}

void trunk_serve(struct node *node, uint32_t happened) {
  struct trunk *trunk = (struct trunk *)node;
  if (trunk->open) go_on(trunk, happened);
}

int trunk_open(const char *head, size_t size) {
  int pair[2];
  struct trunk *trunk = NULL;
  for (size_t i = 0; i < TRUNKS && trunk == NULL; i++)
    if (!trunks[i].open) trunk = &trunks[i];
  if (trunk == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) return -1;
  *trunk = (struct trunk){ .node = { TRUNK }, .fd = pair[1], .id = ++made, .wanted = EPOLLIN, .credit = WINDOW, .open = true };
  if (send(pair[0], head, size, MSG_NOSIGNAL) == (ssize_t)size && relay_watch(pair[1], &trunk->node, EPOLLIN, EPOLL_CTL_ADD)) return pair[0];
  forget(trunk);
  close(pair[0]);
  return -1;
}

/* The first byte says what: d data, c room for more, e its end, x it is gone. After the last word of ours it may still speak. */
void trunk_take(const char *frame, uint32_t length) {
  uint32_t id = 0, more = 0;
  if (length < 5) return;
  memcpy(&id, frame + 1, sizeof id);
  struct trunk *trunk = NULL;
  for (size_t i = 0; i < TRUNKS && trunk == NULL; i++)
    if (trunks[i].open && trunks[i].id == id) trunk = &trunks[i];
  if (trunk == NULL) return;
  const char *bytes = frame + 5;
  size_t count = length - 5;
  if (frame[0] == 'd' && count <= WINDOW - (trunk->end - trunk->start)) {
    memmove(trunk->waiting, trunk->waiting + trunk->start, trunk->end - trunk->start);
    trunk->end -= trunk->start;
    trunk->start = 0;
    memcpy(trunk->waiting + trunk->end, bytes, count);
    trunk->end += count;
  } else if (frame[0] == 'c' && count == sizeof more) {
    memcpy(&more, bytes, sizeof more);
    trunk->credit += more;
  } else if (frame[0] == 'e') trunk->heard_end = true;
  else return forget(trunk);
  go_on(trunk, 0);
}
