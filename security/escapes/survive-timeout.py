import os
import signal
import subprocess
import sys
import time


def outlive_the_time_out(nonce):
    """Ignores every signal it may, leaves the session twice, and outstays its time: a killed parent must not be all."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            sleeper = [sys.executable or "python3", "-c", "import time; time.sleep(25)", f"survivor-{nonce}"]
            devnull = subprocess.DEVNULL
            subprocess.Popen(sleeper, stdin=devnull, stdout=devnull, stderr=devnull, start_new_session=True)
        os._exit(0)
    time.sleep(25)


outlive_the_time_out(sys.argv[1])
