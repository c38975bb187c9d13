import os
import signal
import time

from attempt import attempt, call, is_alive


def end_by_descriptor(pid):
    process = call("pidfd_open", int(pid), 0)
    call("pidfd_send_signal", process, signal.SIGKILL, None, 0)
    for _ in range(40):
        if not is_alive(pid):
            return f"process {pid} ended"
        time.sleep(0.05)
    return None


attempt(end_by_descriptor)
