/* The warden: launches one process tree in a jail and watches it from outside.
 *
 *   config.c     reads what to do, strictly
 *   launch.c     starts bubblewrap as an unprivileged user
 *   given.c      starts without it: inside walls that a container, gVisor or a virtual machine has made
 *   init.c       process 1 of the jail: mounts, limits, drops privileges, starts the sample
 *   probe.c      what the process that becomes the sample finds of its walls
 *   filter.c     the seccomp filter; syscalls.c says which call is seen and which is refused
 *   landlock.c   the file rules the kernel holds besides the mounts
 *   notify.c     one seccomp notification -> one JSON line
 *   remote.c     reads arguments out of the watched process;  look.c  what its paths mean
 *   places.c     writes the sample's files in, says what changed at the end;  beneath.c  opens what is in a writable place
 *   renew.c      the clock and the random numbers of a machine restored from a snapshot
 *   network.h    a network that is played by glovebox: internet.c, reach.c, relay.c, trunk.c
 *   cgroup.c     limits held by the kernel;  usage.c  limits held by watching
 *   supervise.c  the loop that joins them (see supervise.h)
 */
#ifndef WARDEN_H
#define WARDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Descriptors that bubblewrap hands through to process 1. The sample keeps 0, 1, 2, JOB and HINT. */
enum { FD_JOB = 3, FD_HINT = 4, FD_STDIN = 5, FD_STDOUT = 6, FD_STDERR = 7, FD_CONFIG = 8, FD_CONTROL = 9, FD_SELF = 10 };

/* User and group inside: an ordinary one, so that nothing is gained from set-user-id files or from being root. */
enum { INNER_ID = 1000 };

/* Descriptors in one message of process 1. */
enum { MAX_PASSED = 120 };

enum { MAX_WORDS = 512, MAX_PLACES = 8, MAX_CGROUPS = 8, MAX_CGROUP_WRITES = 16, MAX_CONFIG_BYTES = 1 << 20 };

struct words {
  const char *at[MAX_WORDS + 1]; /* ends with NULL, so it is an argv */
  size_t count;
};

struct cgroup {
  const char *directory;
  bool given; /* made and held by whoever made the walls: its counters are read, nothing of it is changed */
  const char *write_file[MAX_CGROUP_WRITES];
  const char *write_value[MAX_CGROUP_WRITES];
  size_t writes;
};

struct limits {
  uint64_t memory;      /* bytes */
  uint64_t processes;
  uint64_t wall_ms;
  uint64_t output;      /* bytes of stdout and stderr together */
  uint64_t disk;        /* bytes in all writable places */
  uint64_t files;       /* inodes in all writable places */
  uint64_t descriptors;
  uint64_t cpu_permille; /* 500 is half a core */
};

struct config {
  struct words bwrap;   /* bubblewrap's argv, up to the command */
  struct words exec;    /* the interpreter's argv inside */
  struct words env;
  struct words quiet;   /* reads below these prefixes are not reported */
  struct words stage;   /* NAME, SOURCE, NAME, SOURCE: made reachable in stage_dir for the unprivileged user */
  struct words places;  /* writable directories; the first is the working directory */
  struct words readable;/* what Landlock lets the sample read besides the places */
  const char *stage_dir;
  const char *sinkhole; /* NULL: there is no network. Else the abstract name of the socket where glovebox plays it */
  const char *token;    /* this run's word there */
  const char *authority;/* whose certificates the sample is to trust, as PEM */
  struct cgroup cgroup[MAX_CGROUPS];
  size_t cgroups;
  struct limits limits;
  uid_t uid;            /* the kernel's user id for the whole jail; (uid_t)-1 keeps the caller's */
  bool observe;
  bool notify_given;
  bool notify;          /* the kernel tells of system calls; without it hints and output alone are observed */
  bool mount_places;    /* given walls: the warden mounts the writable places itself */
  bool resolver;        /* given walls: somebody answers at port 53, so that questions are asked aloud */
  uid_t descend;        /* given walls: whom the warden itself becomes once it has made the network; 0 is nobody */
  bool own_namespaces;  /* given walls: the warden makes namespaces for the sample */
  uint64_t contents;    /* bytes of the files left behind that are told of, all together */
  bool session;         /* the agent takes one job after the other, and says when each is done */
  bool watch_memory;    /* no cgroup holds memory and processes: the warden does */
  bool await_begin;     /* system calls before the agent's B line are the interpreter's own */
};

/* Without bubblewrap the warden itself is already inside walls that somebody else has made. */
static inline bool in_given_walls(const struct config *config) { return config->bwrap.count == 0; }
/* Then the sample may share the warden's processes, and often its user. Process 1 is the warden, and ends with all of them. */
static inline bool shares_processes(const struct config *config) { return in_given_walls(config) && !config->own_namespaces; }

/* config.c: parses `length` bytes of NUL-terminated `key=value` records; on failure `*error` says why. The strings stay in `bytes`. */
bool config_parse(char *bytes, size_t length, struct config *out, const char **error);

/* json.c: one line at a time to standard output, buffered. */
void json_begin(const char *type);
void json_text(const char *key, const char *value);
void json_bytes(const char *key, const void *bytes, size_t length); /* as text; bytes that are no UTF-8 become U+DCxx */
void json_base64(const char *key, const void *bytes, size_t length);
void json_number(const char *key, int64_t value);
void json_ms(const char *key, double value);
void json_bool(const char *key, bool value);
void json_list(const char *key, const char *const *values, const size_t *lengths, size_t count);
void json_raw(const char *text);
void json_items(const char *key); /* objects: each json_item(), its fields, json_item_end() */
void json_item(void);
void json_item_end(void);
void json_items_end(void);
void json_end(void);
uint64_t json_written(void); /* bytes since the start */
size_t json_waiting(void); /* bytes not written yet */
bool json_flush(void); /* false when nobody reads any more */

/* launch.c: starts bubblewrap; returns its pid or -1 with `*error` set. Descriptors in `fds` go to FD_*. */
pid_t launch(const struct config *config, const int fds[11], const char **error);

bool place_descriptors(const int fds[11]); /* `fds` go to FD_*, everything else is closed */
bool drop_user(uid_t uid); /* (uid_t)-1 keeps the caller's */

/* given.c: why the walls or the warden's rights do not fit what is asked for, NULL when they do. */
const char *given_unfit(const struct config *config);
const char *given_descend(uid_t uid); /* root becomes another, for good; why not, or NULL */
/* Starts the inner half without a launcher; as launch(). */
pid_t given_launch(const struct config *config, const int fds[11], const char **error);
void given_separate(void (*fail)(const char *what)); /* mounts, network and name of the namespaces of its own */

/* init.c: the inner half. Never returns; as the process 1 that bubblewrap starts, or in given walls. */
int init_main(void);
void init_given(void);

/* probe.c */
uint64_t any_capability(void);
size_t interfaces(char *to, size_t size);     /* as JSON strings */
size_t namespace_ids(char *to, size_t size);  /* as JSON fields */
bool root_read_only(bool given);
bool reaches_warden(void);
bool crashes_are_piped(void);

/* filter.c: installs the filter in the calling thread; returns the listener, 0 without one, -1 on error. `same_user`: whoever
 * watches has no more rights than whom it watches, who must stay readable. */
int filter_install(bool listen, bool same_user);

/* landlock.c: returns the ABI in force, 0 where the kernel has none, -1 when rules could not be set. */
int landlock_restrict(const struct config *config);

enum call_action { CALL_SEE, CALL_REFUSE };
enum call_shape {
  SHAPE_NONE, SHAPE_OPEN, SHAPE_OPENAT, SHAPE_OPENAT2, SHAPE_PATH, SHAPE_PATHAT, SHAPE_TWO_PATHS, SHAPE_TWO_PATHS_AT,
  SHAPE_SYMLINK, SHAPE_SYMLINKAT, SHAPE_EXEC, SHAPE_EXECAT, SHAPE_ADDRESS, SHAPE_SENDTO, SHAPE_MESSAGE, SHAPE_MESSAGES,
  SHAPE_SIGNAL, SHAPE_TGKILL, SHAPE_SLEEP, SHAPE_CLOCK_SLEEP, SHAPE_CLONE, SHAPE_ID, SHAPE_NUMBERS, SHAPE_MOUNT, SHAPE_FD, SHAPE_MOVE
};
struct call {
  int number;
  const char *name;
  enum call_action action;
  enum call_shape shape;
};
/* syscalls.c: every call that is seen or refused. */
extern const struct call calls[];
extern const size_t calls_count;
const struct call *call_find(int number);

/* remote.c */
ssize_t remote_read(pid_t pid, uint64_t address, void *to, size_t length);
ssize_t remote_string(pid_t pid, uint64_t address, char *to, size_t size); /* length, or -1 */
struct process { pid_t tid, tgid, inner_tid, inner_pid, inner_parent; char command[20]; bool stale; };
const struct process *remote_process(pid_t tid);
void remote_changed(pid_t tid); /* it executes another program: its name changes */
void remote_moves(pid_t tid, bool to_new_process); /* it is about to change what working directories are called, or to start a process */
void remote_back(pid_t tid); /* it makes another call: what it was about to do is done */
void remote_path(const struct process *process, int64_t dirfd, const char *path, char *to, size_t size); /* absolute, as the kernel will walk it */
size_t path_tidy(char *path); /* by its text alone */

/* look.c */
enum { PATH_BYTES = 4200 };
void look_setup(const struct config *config, int root, uid_t uid);
bool look_quiet(const char *path); /* reads of it say nothing about the sample */
int look(const struct process *process, const char *path, bool *straight); /* an O_PATH descriptor, or -1 with errno */

/* kept.c: what the sample made and an interpreter reads as code */
void kept_begin(void); /* what is older is no work of the sample's */
void kept_forget(void); /* before each call */
void kept_asked(const char *path); /* it is opened for reading */
void kept_handed(const struct process *process, const char *path, const char *const *argv, size_t count); /* it is executed */
void kept_look(const struct process *process, double now); /* tells what the call asks for, once the call itself is told */
uint64_t kept_beyond(void); /* files that were too many to keep */
struct stat;
bool look_permitted(const struct stat *status, unsigned want); /* want: 4 read, 2 write, 1 execute */
bool look_would_succeed(const struct process *process, const char *path, bool writes, bool creates, char *real, size_t size);

/* notify.c */
struct watch { int listener; int root; uid_t uid; uint64_t forks; uint64_t seen; uint64_t bytes; uint64_t dropped; bool blind; };
/* Takes one notification and answers it. false when the listener is gone. */
bool notify_one(struct watch *watch, double now_ms, bool report);

/* places.c */
struct places { int at[MAX_PLACES]; const char *path[MAX_PLACES]; size_t count; uid_t uid; };
bool places_write(struct places *places, const char *path, mode_t mode, const void *bytes, size_t length, bool replace, const char **error);
void become_sample(const struct places *places); /* for the file system alone, until become_warden() */
void become_warden(void);
size_t places_report(const struct places *places, uint64_t contents); /* how many changes did not fit or could not be looked at */
void places_usage(const struct places *places, uint64_t *bytes, uint64_t *files);

/* beneath.c */
int place_of(const struct places *places, const char *path, const char **rest);
#define NOBODY ((uid_t)-1)
int open_parent(int place, const char *rest, uid_t owner, char last[256]);
void give_away(int directory, const char *name, uid_t owner);
int open_beneath(const struct places *places, const char *path, int flags); /* -1 with errno; EPERM is outside every place */

/* renew.c: false with errno. */
bool renew_clock(const char *nanoseconds);
bool renew_entropy(const void *seed, size_t length);

/* cgroup.c */
bool cgroups_make(const struct config *config, const char **error);
bool cgroups_attach(const struct config *config, pid_t pid);
pid_t cgroups_prime(const struct config *config);
void cgroups_kill(const struct config *config);
void cgroups_remove(const struct config *config);
bool cgroups_out_of_memory(const struct config *config);
struct usage { uint64_t cpu_us, peak_memory, peak_processes; bool processes_refused; };
void cgroups_usage(const struct config *config, struct usage *usage);

/* usage.c: what the tree below `root` uses now. */
struct tree { uint64_t memory, cpu_us, processes, descriptors, read, written; };
void tree_usage(pid_t root, uint64_t memory_limit, struct tree *tree);
void tree_look(pid_t root, struct tree *tree); /* without the root itself, and without what it costs to be exact */

/* supervise.c */
int supervise_main(void);

/* memory.c: the memory of virtual machines */
int memory_main(const char *what);

/* ticks.c: how fast the processor counts */
int ticks_main(void);

void clear_error(void);
const char *failure(const char *operation, const char *thing); /* "operation thing: cause" */
double monotonic_ms(void);
extern void (*while_waiting)(void); /* called every 10 ms while a reader keeps write_all waiting */
bool write_all(int fd, const void *bytes, size_t length);
void cloexec(int fd, bool on);

#endif
