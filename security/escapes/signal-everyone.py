import os
import signal
import time

from attempt import attempt, is_alive


def end_everyone(pid, outer_namespace):
    # The guard keeps a broken sandbox from taking the machine with it: sharing the processes is escape enough.
    if os.readlink("/proc/self/ns/pid") == outer_namespace:
        return "the processes of the host are in sight"
    in_sight = is_alive(pid)
    os.kill(-1, signal.SIGKILL)
    for _ in range(20):
        if in_sight and not is_alive(pid):
            return f"process {pid} ended"
        time.sleep(0.05)
    return None


attempt(end_everyone)
