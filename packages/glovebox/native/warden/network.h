/* A believable internet inside, sealed by the sample's own empty network namespace.
 *
 *   internet.c   inside, before the sample: every address leads to this namespace itself, and an authority is trusted
 *   reach.c      outside: where the sample is about to go, somebody listens, on a socket of its own namespace
 *   relay.c      a process outside: what arrives there goes to glovebox's sinkhole, and the answers come back
 *   trunk.c      the same over glovebox's own line, where walls that others made lie between
 *
 * No socket of the host's network is ever the sample's. Whatever it does to its own (connects anew, races the address, passes the
 * descriptor on, listens on it), the kernel carries it out in a namespace that has no way out: nothing rests on what we read.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "warden.h"

#include <linux/seccomp.h>
#include <sys/socket.h>

/* Destinations one run can reach, and what is held for them. Beyond that a connection is refused, as by a host that is not there. */
enum { DESTINATIONS_4 = 120, DESTINATIONS_6 = 60 };

/* internet.c: by whoever owns the network of the sample; each returns why it could not, NULL when it could. */
const char *internet_make(const struct config *config);
int internet_bundle(void); /* the file that says whom to trust, open for writing where it outlives internet_make() */
typedef void pass_sockets(char family, char transport, const int *fds, size_t count);
/* Unbound sockets of this namespace, handed to whoever is outside; they are closed here after. */
const char *internet_send_sockets(pass_sockets *pass);

/* reach.c */
void reach_start(int relay); /* the relay's line */
void reach_take(const char *kind, const int *fds, size_t count);
void reach(const struct call *call, const struct seccomp_notif *notice);
bool reach_emulated(const struct sockaddr_storage *address, socklen_t length); /* whether somebody of ours answers there */
void reach_resolver(void);
bool reach_end(void); /* no destination is added any more */

/* relay.c: the line to it; -1 with `*error`. What it still has when the line closes is carried over, for a bounded time. */
int relay_start(const struct config *config, pid_t *pid, const char **error);

/* The same in given walls, where every other process is the sample's to stop: a part of the supervisor. `*events` is to be polled. */
int relay_attach(const struct config *config, int *events, const char **error);
void relay_turn(int wait_ms);
bool relay_carries(void);

/* What epoll gives back begins with it. */
enum kind { LINE, LISTENER, STREAM, FLOW, TRUNK };
struct node { enum kind kind; };
bool relay_watch(int fd, struct node *node, uint32_t wanted, int how); /* `how` as of epoll_ctl */

/* trunk.c: in given walls no socket leads to the sinkhole. What would go over one goes over glovebox's own line, each connection
 * with a number. */
int trunk_open(const char *head, size_t size); /* the near end of a new one, or -1 */
void trunk_serve(struct node *node, uint32_t happened);
void trunk_take(const char *frame, uint32_t length); /* what glovebox says of one */

/* What the relay is told with a bound socket. */
struct destination { char transport; /* t, u */ char address[46]; uint16_t port; };

#endif
