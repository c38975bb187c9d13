#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* Carries bytes between the sockets of the jail's namespace and the sinkhole, and understands none of them. An ordinary user with
 * nothing but these descriptors: it opens no file and no other connection than to the sinkhole's name. */

enum { LISTENERS = 2 * (DESTINATIONS_4 + DESTINATIONS_6), STREAMS = 128, FLOWS = 64, BUFFER = 16 << 10, DATAGRAM = 65536, DRAIN_MS = 400 };
/* For a whole run: the sample's limits do not count what is done for it here. */
enum { MAX_CALLS = 2000, MAX_CARRIED = 128 << 20 };

struct listener { struct node node; int fd; struct destination at; };

/* One direction: what was read and not yet written. */
struct half { char bytes[BUFFER]; size_t start, end; bool ended; };
/* Of the two sides, 0 is the sample's and 1 the sinkhole's; half[i] is what side i said. */
struct side { struct node node; struct stream *stream; int fd; uint32_t wanted; bool gone; };
struct stream { struct side side[2]; struct half half[2]; };

/* One sender of datagrams to one destination. To the sinkhole each datagram goes behind its length of two bytes, and back. */
struct flow {
  struct node node;
  int fd;
  const struct listener *listener;
  struct sockaddr_storage from;
  socklen_t length;
  unsigned char answer[2 + DATAGRAM];
  size_t have;
  uint64_t used;
};

static const struct config *config;
static int events;
static struct listener listeners[LISTENERS];
static size_t listening;
static struct stream streams[STREAMS];
static struct flow flows[FLOWS];
static uint64_t turn, calls_made, carried;
static struct { struct node node; int fd; } line;

bool relay_watch(int fd, struct node *node, uint32_t wanted, int how) {
  struct epoll_event event = { .events = wanted, .data.ptr = node };
  return epoll_ctl(events, how, fd, &event) == 0;
}

/* Who asks, for whom, and where to: once, before the first byte. */
static int call_sinkhole(const struct listener *listener, const struct sockaddr_storage *from) {
  struct sockaddr_un to = { .sun_family = AF_UNIX }; /* an abstract name: no file is left, and no other network namespace has it */
  char head[300], text[INET6_ADDRSTRLEN] = "";
  size_t name = strlen(config->sinkhole);
  if (calls_made++ >= MAX_CALLS || carried > MAX_CARRIED) return -1;
  memcpy(to.sun_path + 1, config->sinkhole, name);
  inet_ntop(from->ss_family, from->ss_family == AF_INET ? (const void *)&((const struct sockaddr_in *)from)->sin_addr
                                                        : (const void *)&((const struct sockaddr_in6 *)from)->sin6_addr, text, sizeof text);
  int size = snprintf(head, sizeof head, "GLOVEBOX1 %s %s %s %d %s %d %.3f\n", config->token, listener->at.transport == 't' ? "tcp" : "udp", text,
                      ntohs(((const struct sockaddr_in *)from)->sin_port), listener->at.address, listener->at.port, monotonic_ms());
  if (in_given_walls(config)) return trunk_open(head, (size_t)size);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr *)&to, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + name)) == 0 &&
      send(fd, head, (size_t)size, MSG_NOSIGNAL) == size) return fd;
  close(fd);
  return -1;
}

static void end_stream(struct stream *stream) {
  for (int i = 0; i < 2; i++) {
    if (stream->side[i].fd >= 0) close(stream->side[i].fd);
    stream->side[i].fd = -1;
  }
}

/* Read while there is room, write while there is something. */
static void want(struct stream *stream) {
  for (int i = 0; i < 2; i++) {
    const struct half *said = &stream->half[i], *waiting = &stream->half[1 - i];
    uint32_t wanted = (said->end == 0 && !said->ended ? EPOLLIN : 0) | (waiting->end > waiting->start ? EPOLLOUT : 0);
    struct side *side = &stream->side[i];
    if (side->gone || wanted == side->wanted) continue;
    relay_watch(side->fd, &side->node, wanted, EPOLL_CTL_MOD);
    side->wanted = wanted;
  }
}

static bool pump(struct stream *stream, int from) {
  struct half *half = &stream->half[from];
  int in = stream->side[from].fd, out = stream->side[1 - from].fd;
  if (half->end == 0 && !half->ended) {
    ssize_t got = recv(in, half->bytes, sizeof half->bytes, MSG_DONTWAIT);
    if (got < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (got == 0) {
      half->ended = true;
      shutdown(out, SHUT_WR);
    }
    if (got > 0) half->end = (size_t)got;
    if (got > 0 && (carried += (size_t)got) > MAX_CARRIED) return false;
  }
  while (half->start < half->end) {
    ssize_t sent = send(out, half->bytes + half->start, half->end - half->start, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN;
    half->start += (size_t)sent;
  }
  half->start = half->end = 0;
  return true;
}

static void serve_stream(struct side *side, uint32_t happened) {
  struct stream *stream = side->stream;
  if (side->fd < 0) return; /* ended by an event of the same turn */
  bool alive = pump(stream, 0) && pump(stream, 1);
  /* A side that is gone altogether takes nothing more; what it said before is carried over first, without asking it again and again. */
  if ((happened & (EPOLLERR | EPOLLHUP)) != 0 && !side->gone) {
    side->gone = true;
    epoll_ctl(events, EPOLL_CTL_DEL, side->fd, NULL);
  }
  for (int i = 0; i < 2; i++)
    if (stream->side[i].gone && stream->half[i].end == 0) alive = false;
  if (!alive || (stream->half[0].ended && stream->half[1].ended && stream->half[0].end == 0 && stream->half[1].end == 0)) return end_stream(stream);
  want(stream);
}

static void accept_stream(struct listener *listener) {
  struct sockaddr_storage from;
  socklen_t length = sizeof from;
  int fd = accept4(listener->fd, (struct sockaddr *)&from, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  struct stream *stream = NULL;
  for (size_t i = 0; i < STREAMS && stream == NULL; i++)
    if (streams[i].side[0].fd < 0) stream = &streams[i];
  int sinkhole = stream == NULL ? -1 : call_sinkhole(listener, &from);
  if (sinkhole < 0) {
    close(fd);
    return;
  }
  memset(stream->half, 0, sizeof stream->half);
  for (int i = 0; i < 2; i++) {
    stream->side[i] = (struct side){ .node = { STREAM }, .stream = stream, .fd = i == 0 ? fd : sinkhole, .wanted = EPOLLIN };
    if (!relay_watch(stream->side[i].fd, &stream->side[i].node, EPOLLIN, EPOLL_CTL_ADD)) return end_stream(stream);
  }
}

static void end_flow(struct flow *flow) {
  if (flow->fd >= 0) close(flow->fd);
  flow->fd = -1;
}

/* The one it has, or a new one in place of the one that was silent longest. */
static struct flow *flow_of(const struct listener *listener, const struct sockaddr_storage *from, socklen_t length) {
  struct flow *oldest = &flows[0];
  for (size_t i = 0; i < FLOWS; i++) {
    struct flow *flow = &flows[i];
    if (flow->fd >= 0 && flow->listener == listener && flow->length == length && memcmp(&flow->from, from, length) == 0) return flow;
    if (flow->fd < 0 ? oldest->fd >= 0 : oldest->fd >= 0 && flow->used < oldest->used) oldest = flow;
  }
  end_flow(oldest);
  oldest->fd = call_sinkhole(listener, from);
  if (oldest->fd < 0) return NULL;
  oldest->node.kind = FLOW;
  oldest->listener = listener;
  oldest->from = *from;
  oldest->length = length;
  oldest->have = 0;
  if (relay_watch(oldest->fd, &oldest->node, EPOLLIN, EPOLL_CTL_ADD)) return oldest;
  end_flow(oldest);
  return NULL;
}

static void take_datagram(const struct listener *listener) {
  static unsigned char bytes[2 + DATAGRAM];
  struct sockaddr_storage from;
  socklen_t length = sizeof from;
  memset(&from, 0, sizeof from);
  ssize_t got = recvfrom(listener->fd, bytes + 2, DATAGRAM - 1, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
  if (got < 0 || (carried += (size_t)got) > MAX_CARRIED) return;
  struct flow *flow = flow_of(listener, &from, length);
  if (flow == NULL) return;
  flow->used = ++turn;
  bytes[0] = (unsigned char)(got >> 8);
  bytes[1] = (unsigned char)got;
  ssize_t sent = send(flow->fd, bytes, (size_t)got + 2, MSG_DONTWAIT | MSG_NOSIGNAL);
  /* Datagrams may be lost, whole: half of one would shift all that follow. */
  if (sent >= 0 && sent < got + 2) end_flow(flow);
}

static void give_answers(struct flow *flow) {
  if (flow->fd < 0) return;
  ssize_t got = recv(flow->fd, flow->answer + flow->have, sizeof flow->answer - flow->have, MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return end_flow(flow);
  if (got < 0) return;
  flow->have += (size_t)got;
  for (size_t size; flow->have >= 2 && flow->have >= 2 + (size = (size_t)flow->answer[0] << 8 | flow->answer[1]);) {
    sendto(flow->listener->fd, flow->answer + 2, size, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&flow->from, flow->length);
    flow->have -= 2 + size;
    memmove(flow->answer, flow->answer + 2 + size, flow->have);
  }
}

/* A destination more; false when there will be none any more. */
static bool take_destination(void) {
  struct listener *next = &listeners[listening];
  char control[CMSG_SPACE(sizeof(int))];
  struct destination destination;
  struct iovec part = { .iov_base = &destination, .iov_len = sizeof destination };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
  ssize_t got = recvmsg(line.fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got == 0) return false;
  struct cmsghdr *header = got == sizeof destination ? CMSG_FIRSTHDR(&message) : NULL;
  if (header == NULL || header->cmsg_type != SCM_RIGHTS) return true;
  int fd;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  if (listening >= LISTENERS) {
    close(fd);
    return true;
  }
  *next = (struct listener){ .node = { LISTENER }, .fd = fd, .at = destination };
  if (relay_watch(fd, &next->node, EPOLLIN, EPOLL_CTL_ADD)) listening++;
  else close(fd);
  return true;
}

static bool serve(struct epoll_event *event) {
  struct node *node = event->data.ptr;
  switch (node->kind) {
    case LINE: return take_destination();
    case LISTENER:
      if (((struct listener *)node)->at.transport == 't') accept_stream((struct listener *)node);
      else take_datagram((struct listener *)node);
      return true;
    case STREAM: serve_stream((struct side *)node, event->events); return true;
    case FLOW: give_answers((struct flow *)node); return true;
    case TRUNK: trunk_serve(node, event->events); return true;
  }
  return true;
}

static bool turn_events(int wait_ms, bool *open) {
  struct epoll_event happened[64];
  int count = epoll_wait(events, happened, 64, wait_ms);
  for (int i = 0; i < count; i++)
    if (!serve(&happened[i]) && *open) {
      *open = false;
      epoll_ctl(events, EPOLL_CTL_DEL, line.fd, NULL);
    }
  return count > 0;
}

bool relay_carries(void) {
  for (size_t i = 0; i < STREAMS; i++)
    if (streams[i].side[0].fd >= 0) return true;
  return false;
}

static bool set_up(const struct config *with, int fd) {
  config = with;
  line.fd = fd;
  line.node.kind = LINE;
  for (size_t i = 0; i < STREAMS; i++) streams[i].side[0].fd = streams[i].side[1].fd = -1;
  for (size_t i = 0; i < FLOWS; i++) flows[i].fd = -1;
  events = epoll_create1(EPOLL_CLOEXEC);
  return events >= 0 && relay_watch(line.fd, &line.node, EPOLLIN, EPOLL_CTL_ADD);
}

static void relay_main(const struct config *with) {
  bool open = true;
  if (!set_up(with, 3)) _exit(125);
  while (open) turn_events(-1, &open);
  /* The sample is gone: what it sent last is still here, and its end follows it. */
  double until = monotonic_ms() + DRAIN_MS;
  for (bool busy = true; (busy || relay_carries()) && monotonic_ms() < until;) busy = turn_events(busy ? 0 : 10, &open);
  _exit(0);
}

static bool attached_open = true;

void relay_turn(int wait_ms) { turn_events(wait_ms, &attached_open); }

int relay_attach(const struct config *with, int *polled, const char **error) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0 && set_up(with, pair[1])) {
    *polled = events;
    return pair[0];
  }
  *error = failure("open", "the relay");
  return -1;
}

int relay_start(const struct config *with, pid_t *pid, const char **error) {
  int pair[2];
  pid_t supervisor = getpid();
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    *error = failure("open", "the relay's line");
    return -1;
  }
  *pid = fork();
  if (*pid < 0) *error = failure("fork", "the relay");
  if (*pid == 0) {
    if (pair[1] == 3 ? fcntl(3, F_SETFD, 0) != 0 : dup2(pair[1], 3) != 3) _exit(125);
    int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(nothing, fd);
    if (syscall(__NR_close_range, 4, 0x7fffffffu, 0) != 0 || !drop_user(with->uid) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(125);
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != supervisor) _exit(125);
    relay_main(with);
  }
  close(pair[1]);
  if (*pid > 0) return pair[0];
  close(pair[0]);
  return -1;
}
