import os
import subprocess
import sys

from attempt import attempt


def leave_a_daemon_behind(nonce):
    """Whether it is still there when we are gone is seen from outside."""
    come, gone = os.pipe()
    if os.fork() == 0:
        os.setsid()
        sleeper = [sys.executable or "python3", "-c", "import time; time.sleep(25)", f"survivor-{nonce}"]
        devnull = subprocess.DEVNULL
        subprocess.Popen(sleeper, stdin=devnull, stdout=devnull, stderr=devnull, start_new_session=True)
        os.write(gone, b".")
        os._exit(0)
    os.read(come, 1)
    return None


attempt(leave_a_daemon_behind)
