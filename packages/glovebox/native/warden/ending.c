#define _GNU_SOURCE
#include "supervise.h"


static const char *const cause_names[] = { "running", "exited", "timed-out", "out-of-memory", "killed", "cancelled", "failed" };

void report_end(void) {
  struct usage usage = { .cpu_us = run.children_cpu_us, .peak_memory = run.peak_tree_memory > 0 ? run.peak_tree_memory : run.children_peak,
                         .peak_processes = run.peak_tree_processes,
                         .processes_refused = run.processes_refused };
  uint64_t disk = 0, files = 0;
  cgroups_usage(&run.config, &usage);
  places_usage(&run.places, &disk, &files);
  if (disk > run.peak_disk) run.peak_disk = disk;
  if (files > run.peak_files) run.peak_files = files;
  series_report();
  json_begin("end");
  json_text("cause", cause_names[run.cause]);
  if (run.limit_name != NULL) json_text("limit", run.limit_name);
  if (run.reason[0] != '\0') json_text("reason", run.reason);
  if (run.exit_code >= 0) json_number("code", run.exit_code);
  if (run.exit_signal > 0) json_number("signal", run.exit_signal);
  json_ms("ms", elapsed());
  json_number("cpuUs", (int64_t)usage.cpu_us);
  json_number("peakMemory", (int64_t)usage.peak_memory);
  json_number("peakProcesses", (int64_t)usage.peak_processes);
  json_number("forks", (int64_t)run.watch.forks);
  json_bool("processesRefused", usage.processes_refused);
  json_number("peakDisk", (int64_t)run.peak_disk);
  json_number("peakFiles", (int64_t)run.peak_files);
  json_number("disk", (int64_t)disk);
  json_bool("truncated", run.truncated);
  json_number("eventsDropped", (int64_t)(run.watch.dropped + run.hints_dropped));
  if (kept_beyond() > 0) json_number("codeDropped", (int64_t)kept_beyond());
  if (run.config.sinkhole != NULL) json_ms("zero", run.zero_ms);
  json_end();
}
