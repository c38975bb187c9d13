/*
 * vsock-bridge PORT PROGRAM [ARGUMENT...]: runs the program and joins its standard input and output to the host, over vsock.
 *
 * A snapshot of a Firecracker machine keeps who listens and breaks every connection. So the guest listens, the host connects
 * whenever it wants to talk, and between two connections the program just waits: its input does not end, its output is kept.
 * The bridge ends with the program, once the host has read its last word. A PORT that begins with / is the path of a Unix
 * socket, to try it where there is no machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/vm_sockets.h>

enum { LINGER_MS = 2000, CAPACITY = 65536 };

/* Bytes on their way in one direction. */
struct flow {
  char bytes[CAPACITY];
  size_t from, to;
};

static struct flow to_program, to_host;
static int listener = -1, host = -1, in = -1, out = -1;

static void fail(const char *what) {
  fprintf(stderr, "vsock-bridge: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int listen_at(const char *port) {
  struct sockaddr_vm machine = { .svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_ANY };
  struct sockaddr_un path = { .sun_family = AF_UNIX };
  bool local = port[0] == '/';
  char *rest = NULL;
  machine.svm_port = (unsigned)strtoul(port, &rest, 10);
  if (local ? strlen(port) >= sizeof path.sun_path : *rest != '\0' || machine.svm_port == 0) {
    errno = EINVAL;
    fail(port);
  }
  if (local) strcpy(path.sun_path, port);
  int fd = socket(local ? AF_UNIX : AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  if (bind(fd, local ? (struct sockaddr *)&path : (struct sockaddr *)&machine, local ? sizeof path : sizeof machine) < 0) fail("bind");
  if (listen(fd, 1) < 0) fail("listen");
  return fd;
}

static pid_t start(char **command) {
  int input[2], output[2];
  if (pipe2(input, O_CLOEXEC) < 0 || pipe2(output, O_CLOEXEC) < 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    signal(SIGPIPE, SIG_DFL);
    if (dup2(input[0], 0) < 0 || dup2(output[1], 1) < 0) fail("dup");
    execv(command[0], command);
    fail(command[0]);
  }
  close(input[0]);
  close(output[1]);
  in = input[1];
  out = output[0];
  fcntl(in, F_SETFL, O_NONBLOCK);
  return child;
}

/* Only the host may talk to the warden: a program in the guest could reach this port from inside. */
static bool is_host(int fd) {
  struct sockaddr_vm peer = { 0 };
  socklen_t size = sizeof peer;
  if (getpeername(fd, (struct sockaddr *)&peer, &size) < 0) return false;
  return peer.svm_family == AF_UNIX || (peer.svm_family == AF_VSOCK && peer.svm_cid == VMADDR_CID_HOST);
}

/* A new connection is the one that counts: after a restore the old one may not know yet that it is dead. */
static void take_connection(void) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  if (!is_host(fd)) {
    close(fd);
    return;
  }
  if (host >= 0) close(host);
  host = fd;
}

static void drop_connection(void) {
  close(host);
  host = -1;
}

/* Whether the other side is still there. */
static bool fill(int fd, struct flow *flow) {
  ssize_t got = read(fd, flow->bytes, CAPACITY);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  flow->from = 0;
  flow->to = (size_t)got;
  return got > 0;
}

static bool drain(int fd, struct flow *flow) {
  ssize_t put = write(fd, flow->bytes + flow->from, flow->to - flow->from);
  if (put < 0) return errno == EAGAIN || errno == EINTR;
  flow->from += (size_t)put;
  return true;
}

static bool waits(const struct flow *flow) { return flow->from < flow->to; }

/* Moves what can be moved between the host and us; whether the host is still there. */
static bool exchange(void) {
  return (!waits(&to_host) || drain(host, &to_host)) && (waits(&to_program) || fill(host, &to_program));
}

static short when(bool read, bool write) { return (short)((read ? POLLIN : 0) | (write ? POLLOUT : 0)); }

/* Forwards until the program has closed its output and all of it was read, or nobody is there to read it. */
static void forward(void) {
  while (out >= 0 || (waits(&to_host) && host >= 0)) {
    struct pollfd at[] = {
      { .fd = listener, .events = POLLIN },
      { .fd = host, .events = when(!waits(&to_program), waits(&to_host)) },
      { .fd = out, .events = when(!waits(&to_host), false) },
      { .fd = waits(&to_program) ? in : -1, .events = POLLOUT },
    };
    /* An end that is gone is told without being asked for: not while there is no room for what it still holds. */
    for (int i = 1; i <= 2; i++) if (at[i].events == 0) at[i].fd = -1;
    if (poll(at, 4, -1) < 0 && errno != EINTR) fail("poll");
    int before = host;
    if (at[0].revents != 0) take_connection();
    if (host == before && at[1].revents != 0 && !exchange()) drop_connection();
    if (at[3].revents != 0 && !drain(in, &to_program)) to_program.from = to_program.to;
    if (at[2].revents != 0 && !fill(out, &to_host)) {
      close(out);
      out = -1;
    }
  }
}

/* The machine must not go down while the last words are on their way: the host closes when it has them. */
static void linger(void) {
  struct pollfd at = { .fd = host, .events = POLLIN };
  if (host < 0 || shutdown(host, SHUT_WR) < 0) return;
  while (poll(&at, 1, LINGER_MS) > 0 && read(host, to_program.bytes, CAPACITY) > 0) {}
}

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "usage: vsock-bridge PORT PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  listener = listen_at(words[1]);
  pid_t child = start(words + 2);
  forward();
  linger();
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
