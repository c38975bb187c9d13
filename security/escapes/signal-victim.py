import os
import signal
import time

from attempt import attempt, is_alive


def end_process(pid):
    os.kill(int(pid), signal.SIGKILL)
    for _ in range(40):
        if not is_alive(pid):
            return f"process {pid} ended"
        time.sleep(0.05)
    return None


attempt(end_process)
