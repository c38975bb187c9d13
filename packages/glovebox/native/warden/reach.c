#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78
#endif

/* Before the kernel carries out a call that names a destination, somebody listens there. The kernel reads the address again, and may
 * find another by then: that leads to a place of the sample's own namespace where nobody is, or where we are as well. */

enum { BUFFER_BYTES = 64 << 10, BACKLOG = 64, MAX_HEADERS = 64 };

struct endpoint { int family; struct in6_addr address; uint16_t port; };
struct pool { int stream[DESTINATIONS_4], datagram[DESTINATIONS_4]; size_t streams, datagrams, used; };

static struct pool four, six;
static struct endpoint known[DESTINATIONS_4 + DESTINATIONS_6];
static size_t known_count;
static int relay = -1;

void reach_start(int line) { relay = line; }

void reach_take(const char *kind, const int *fds, size_t count) {
  struct pool *pool = kind[0] == '4' ? &four : &six;
  int *to = kind[1] == 't' ? pool->stream : pool->datagram;
  size_t *have = kind[1] == 't' ? &pool->streams : &pool->datagrams;
  for (size_t i = 0; i < count; i++)
    if (*have < DESTINATIONS_4) to[(*have)++] = fds[i];
    else close(fds[i]);
}

static bool reserved_4(uint32_t address) {
  return address >> 24 == 127 || address >> 24 == 0 || address >> 28 >= 14; /* its own, none, or many */
}

/* What leads elsewhere; its own listeners and multicast are the sample's own affair. */
static bool endpoint_of(const struct sockaddr_storage *address, socklen_t length, struct endpoint *to) {
  memset(to, 0, sizeof *to);
  /* A datagram socket takes no family for IPv4. */
  if ((address->ss_family == AF_INET || address->ss_family == AF_UNSPEC) && length >= sizeof(struct sockaddr_in)) {
    const struct sockaddr_in *named = (const struct sockaddr_in *)address;
    to->family = AF_INET;
    memcpy(&to->address, &named->sin_addr, 4);
    to->port = ntohs(named->sin_port);
  } else if (address->ss_family == AF_INET6 && length >= 24) {
    const struct sockaddr_in6 *named = (const struct sockaddr_in6 *)address;
    bool mapped = IN6_IS_ADDR_V4MAPPED(&named->sin6_addr);
    to->family = mapped ? AF_INET : AF_INET6;
    memcpy(&to->address, (const char *)&named->sin6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
    to->port = ntohs(named->sin6_port);
  } else return false;
  if (to->port == 0) return false;
  if (to->family == AF_INET) {
    uint32_t number;
    memcpy(&number, &to->address, 4);
    return !reserved_4(ntohl(number));
  }
  return !IN6_IS_ADDR_LOOPBACK(&to->address) && !IN6_IS_ADDR_UNSPECIFIED(&to->address) && !IN6_IS_ADDR_MULTICAST(&to->address);
}

static bool is_known(const struct endpoint *endpoint) {
  for (size_t i = 0; i < known_count; i++)
    if (memcmp(&known[i], endpoint, sizeof *endpoint) == 0) return true;
  return false;
}

static bool bind_there(int fd, const struct endpoint *endpoint) {
  int on = 1, bytes = BUFFER_BYTES;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); /* inherited by what is accepted: bounds what the host's memory holds */
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  if (endpoint->family == AF_INET) {
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(endpoint->port) };
    memcpy(&here.sin_addr, &endpoint->address, 4);
    return bind(fd, (struct sockaddr *)&here, sizeof here) == 0;
  }
  struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_port = htons(endpoint->port), .sin6_addr = endpoint->address };
  return setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof on) == 0 && bind(fd, (struct sockaddr *)&here, sizeof here) == 0;
}

static void hand_over(int fd, char transport, const struct endpoint *endpoint) {
  struct destination destination = { .transport = transport, .port = endpoint->port };
  inet_ntop(endpoint->family, &endpoint->address, destination.address, sizeof destination.address);
  struct iovec part = { .iov_base = &destination, .iov_len = sizeof destination };
  char control[CMSG_SPACE(sizeof(int))];
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
  memset(control, 0, sizeof control);
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  sendmsg(relay, &message, MSG_NOSIGNAL | MSG_DONTWAIT); /* a relay that is gone takes nothing: nobody answers then */
  close(fd);
}

/* Which of the two it is for is the socket's secret, so both are there; a port that the sample holds itself stays its own. */
static void open_endpoint(const struct endpoint *endpoint) {
  struct pool *pool = endpoint->family == AF_INET ? &four : &six;
  if (is_known(endpoint) || pool->used >= pool->streams || pool->used >= pool->datagrams) return;
  int stream = pool->stream[pool->used], datagram = pool->datagram[pool->used];
  pool->used++;
  known[known_count++] = *endpoint;
  if (bind_there(stream, endpoint) && listen(stream, BACKLOG) == 0) hand_over(stream, 't', endpoint);
  else close(stream);
  if (bind_there(datagram, endpoint)) hand_over(datagram, 'u', endpoint);
  else close(datagram);
}

bool reach_emulated(const struct sockaddr_storage *address, socklen_t length) {
  struct endpoint endpoint;
  const struct sockaddr_in *named = (const struct sockaddr_in *)address;
  if (address->ss_family == AF_INET && ntohl(named->sin_addr.s_addr) == INADDR_LOOPBACK && ntohs(named->sin_port) == 53) return four.used > 0;
  return endpoint_of(address, length, &endpoint) && is_known(&endpoint);
}

/* Where /etc/resolv.conf points. */
void reach_resolver(void) {
  struct endpoint resolver;
  memset(&resolver, 0, sizeof resolver); /* compared as bytes */
  resolver.family = AF_INET;
  resolver.port = 53;
  uint32_t loopback = htonl(INADDR_LOOPBACK);
  memcpy(&resolver.address, &loopback, 4);
  open_endpoint(&resolver);
}

static void reach_address(pid_t pid, uint64_t at, uint64_t length) {
  struct sockaddr_storage address;
  struct endpoint endpoint;
  memset(&address, 0, sizeof address);
  if (at == 0 || length < sizeof(sa_family_t)) return;
  if (length > sizeof address) length = sizeof address;
  if (remote_read(pid, at, &address, length) != (ssize_t)length) return; /* refused by whoever tells of it */
  if (endpoint_of(&address, (socklen_t)length, &endpoint)) open_endpoint(&endpoint);
}

static void reach_header(pid_t pid, uint64_t at) {
  struct { uint64_t name; uint32_t length, pad; } header;
  if (remote_read(pid, at, &header, sizeof header) == sizeof header) reach_address(pid, header.name, header.length);
}

void reach(const struct call *call, const struct seccomp_notif *notice) {
  const uint64_t *arg = (const uint64_t *)notice->data.args;
  pid_t pid = (pid_t)notice->pid;
  if (relay < 0) return;
  if (call->shape == SHAPE_ADDRESS && call->number == __NR_connect) reach_address(pid, arg[1], arg[2]);
  else if (call->shape == SHAPE_SENDTO) reach_address(pid, arg[4], arg[5]);
  else if (call->shape == SHAPE_MESSAGE) reach_header(pid, arg[1]);
  else if (call->shape == SHAPE_MESSAGES)
    for (uint64_t i = 0; i < (uint32_t)arg[2] && i < MAX_HEADERS; i++) reach_header(pid, arg[1] + i * 64 /* struct mmsghdr */);
}

bool reach_end(void) {
  if (relay < 0) return false;
  close(relay);
  relay = -1;
  return true;
}
