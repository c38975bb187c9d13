import ctypes
import os

from attempt import attempt, call

SOFTWARE, TASK_CLOCK, SIZE = 1, 1, 64


def watch_with_perf():
    attributes = (ctypes.c_uint32 * 16)(SOFTWARE, SIZE, TASK_CLOCK)
    counter = call("perf_event_open", attributes, 0, -1, -1, 0)
    return os.readlink(f"/proc/self/fd/{counter}")


attempt(watch_with_perf)
