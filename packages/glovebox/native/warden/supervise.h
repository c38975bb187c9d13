/* One supervised run: its state, and who changes it.
 *
 *   supervise.c  the loop
 *   command.c    what glovebox says on standard input
 *   control.c    what process 1 of the jail says
 *   streams.c    what the sample and its agent write
 *   answer.c     what glovebox asks about the writable places
 *   bounds.c     time, and limits held by looking
 *   series.c     what was used, over time
 *   ending.c     how it ended, in one line
 */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include "warden.h"

#include <poll.h>

/* How a run ends; the first reason stands. */
enum cause { RUNNING, EXITED, TIMED_OUT, OUT_OF_MEMORY, KILLED, CANCELLED, FAILED };

enum { IN_CONTROL, IN_LISTENER, IN_HINT, IN_STDOUT, IN_STDERR, IN_COMMAND, IN_LAUNCHED, IN_RESOLVER, IN_RELAY, INPUTS };

struct supervision {
  struct config config;
  struct watch watch;
  struct places places;
  struct pollfd in[INPUTS];
  int job_pipe, stdin_file, stdin_read, init_fd;
  int trust; /* the file that says whom the sample trusts, in a machine */
  pid_t launched_pid, init_pid, sample_pid, primer_pid, relay_pid;
  bool alone; /* process 1 of given walls: every other process here is the sample's */
  enum cause cause;
  const char *limit_name;
  char reason[600];
  int exit_code, exit_signal;
  uint64_t children_cpu_us, children_peak, peak_tree_memory, peak_tree_processes, peak_disk, peak_files, output_bytes, hint_bytes, hints_dropped;
  bool truncated;
  bool processes_refused; /* as many as allowed were seen at once: the next one was refused */
  bool listening; /* the sample's process is confined and waits for its job */
  bool sent_off;  /* it has its job */
  bool in_cell;   /* of a session: a job is being done */
  bool cell_truncated;
  bool begun;     /* its agent said that the sample's first instruction comes next */
  double zero_ms, deadline_ms;
};
extern struct supervision run;

/* Ends the run for this reason, unless it has ended for another. */
void end(enum cause why, const char *limit, const char *text);
double elapsed(void);
void kill_tree(void);
void take_ending(int code, int signal, uint64_t cpu_us, uint64_t peak_memory);

/* command.c */
bool frame_ready(uint32_t *length);
bool read_frames(void);
const char *first_frame(char *kind);
void drop_frame(uint32_t length);
void take_frames(void);

/* control.c */
bool take_control(void);

/* answer.c */
void answer_read(const char *path);
void answer_list(const char *path);
void answer_write(const char *path, const char *error);

/* streams.c */
void take_output(int which, const char *stream);
void take_hints(void);
void drain(void);

/* bounds.c */
void start_clock(void);
void stop_clock(void);
void look_at_limits(double now);

/* series.c */
double series_next(void); /* when it wants to look, by the monotonic clock */
void series_look(double now);
void series_report(void);

/* ending.c */
void report_end(void);

/* The resolver nobody is: see resolver.c. */
int resolver_open(void);
void resolver_hang_up(int fd);

#endif
