import os
import signal
import time

from attempt import attempt, call, is_alive

PTRACE_ATTACH, PTRACE_CONT = 16, 7


def take_over(pid):
    """A tracer decides what its process does next; here, to end."""
    call("ptrace", PTRACE_ATTACH, int(pid), 0, 0)
    os.waitpid(int(pid), 0x40000000)
    call("ptrace", PTRACE_CONT, int(pid), 0, signal.SIGKILL)
    for _ in range(40):
        if not is_alive(pid):
            return f"process {pid} ended under our trace"
        time.sleep(0.05)
    return None


attempt(take_over)
