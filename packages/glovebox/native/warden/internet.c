#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* What an ordinary machine behind a router has. */
static const char own_4[] = "10.0.2.15", own_6[] = "fd00::15";

struct request {
  struct nlmsghdr head;
  union { struct rtmsg route; struct ifaddrmsg address; } body;
  char attributes[128];
};

static void add_attribute(struct request *request, unsigned short type, const void *value, size_t length) {
  struct rtattr *attribute = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->head.nlmsg_len));
  attribute->rta_type = type;
  attribute->rta_len = (unsigned short)RTA_LENGTH(length);
  memcpy(RTA_DATA(attribute), value, length);
  request->head.nlmsg_len = (uint32_t)(NLMSG_ALIGN(request->head.nlmsg_len) + RTA_ALIGN(attribute->rta_len));
}

/* The kernel answers each with an errno of its own. */
static bool ask(int line, struct request *request) {
  struct { struct nlmsghdr head; struct nlmsgerr error; char more[512]; } answer;
  request->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
  if (send(line, request, request->head.nlmsg_len, 0) < 0) return false;
  if (recv(line, &answer, sizeof answer, 0) < (ssize_t)NLMSG_LENGTH(sizeof(int)) || answer.head.nlmsg_type != NLMSG_ERROR) return false;
  errno = -answer.error.error;
  return answer.error.error == 0;
}

static bool own_address(int line, int family, const char *text, unsigned lo) {
  struct in6_addr address;
  size_t size = family == AF_INET ? 4 : 16;
  struct request request = { .head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg)), .nlmsg_type = RTM_NEWADDR } };
  request.body.address = (struct ifaddrmsg){ .ifa_family = (uint8_t)family, .ifa_prefixlen = (uint8_t)(size * 8), .ifa_flags = IFA_F_NODAD, .ifa_index = lo };
  inet_pton(family, text, &address);
  add_attribute(&request, IFA_LOCAL, &address, size);
  return ask(line, &request);
}

/* Every address there is, is this machine's own: the kernel itself delivers here whatever the sample sends anywhere. */
static bool everywhere_is_here(int line, int family, const char *source, unsigned lo) {
  struct in6_addr address;
  struct request request = { .head = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)), .nlmsg_type = RTM_NEWROUTE } };
  request.body.route = (struct rtmsg){ .rtm_family = (uint8_t)family, .rtm_table = RT_TABLE_LOCAL, .rtm_protocol = RTPROT_BOOT,
                                       .rtm_scope = family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE, .rtm_type = RTN_LOCAL };
  add_attribute(&request, RTA_OIF, &lo, sizeof lo);
  if (source != NULL && inet_pton(family, source, &address) == 1) add_attribute(&request, RTA_PREFSRC, &address, family == AF_INET ? 4 : 16);
  return ask(line, &request);
}

static const char *make_routes(void) {
  unsigned lo = if_nametoindex("lo");
  int line = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  const char *error = NULL;
  if (line < 0 || lo == 0) error = failure("find", "lo");
  else if (!own_address(line, AF_INET, own_4, lo) || !everywhere_is_here(line, AF_INET, own_4, lo)) error = failure("lead every address to", "the sinkhole");
  /* Some kernels have no IPv6: then the sample finds none either. */
  else if (own_address(line, AF_INET6, own_6, lo) && !everywhere_is_here(line, AF_INET6, NULL, lo)) error = failure("lead every IPv6 address to", "the sinkhole");
  if (line >= 0) close(line);
  return error;
}

/* The first is an empty place in the jail's own /etc; the others exist where the distribution has them. */
static const char *const bundles[] = { "/etc/ssl/ca-bundle.pem", "/etc/ssl/certs/ca-certificates.crt" };

static void copy_into(int to, const char *path) {
  char bytes[16384];
  int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) return;
  for (ssize_t got; (got = read(from, bytes, sizeof bytes)) > 0;)
    if (!write_all(to, bytes, (size_t)got)) break;
  close(from);
}

static int bundle = -1;

static bool write_bundle(const char *path, const char *authority) {
  bundle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
  if (bundle < 0) return false;
  copy_into(bundle, bundles[1]);
  return write_all(bundle, "\n", 1) && write_all(bundle, authority, strlen(authority));
}

int internet_bundle(void) { return bundle; }

/* The authorities of the distribution and glovebox's own, in one file that no one can write to and that ends with the jail. */
static const char *trust(const char *authority) {
  if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=4,mode=755") != 0) return failure("mount", "trust");
  if (!write_bundle("/run/bundle", authority) || close(bundle) != 0) return failure("write", "trust");
  for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++) {
    if (access(bundles[i], F_OK) != 0) continue;
    if (mount("/run/bundle", bundles[i], NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, bundles[i], NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) != 0) return failure("show", bundles[i]);
  }
  return umount2("/run", MNT_DETACH) != 0 ? failure("hide", "/run") : NULL;
}

/* In walls of others it stays where it is written, in a small place of root's: whoever made them has put one there, or we may. */
static const char *trust_in_given_walls(const struct config *config) {
  if (config->own_namespaces && mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,nr_inodes=4,mode=755") != 0) return failure("mount", "trust");
  return write_bundle("/run/ca-bundle.pem", config->authority) ? NULL : failure("write", "trust");
}

const char *internet_make(const struct config *config) {
  const char *error = make_routes();
  if (error != NULL) return error;
  return in_given_walls(config) ? trust_in_given_walls(config) : trust(config->authority);
}

const char *internet_send_sockets(pass_sockets *pass) {
  static const struct { int family; char name; size_t count; } families[] = { { AF_INET, '4', DESTINATIONS_4 }, { AF_INET6, '6', DESTINATIONS_6 } };
  int fds[DESTINATIONS_4];
  for (size_t i = 0; i < 2; i++)
    for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
      size_t made = 0;
      while (made < families[i].count && (fds[made] = socket(families[i].family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) >= 0) made++;
      if (made < families[i].count && (families[i].family == AF_INET || errno != EAFNOSUPPORT)) return failure("make", "sockets for the sinkhole");
      if (made > 0) pass(families[i].name, type == SOCK_STREAM ? 't' : 'u', fds, made);
      for (size_t at = 0; at < made; at++) close(fds[at]);
    }
  return NULL;
}
