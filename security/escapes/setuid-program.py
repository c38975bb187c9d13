import os
import subprocess
import time

from attempt import attempt, first


def run_setuid(*programs):
    """A setuid program runs as its owner; the kernel says as whom, while the program waits for its input."""
    if os.geteuid() == 0:
        raise RuntimeError("this attempt starts as somebody else than root")
    return first([lambda program=program: user_of(program) for program in programs])


def user_of(program):
    child = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.1)  # its new identity comes a moment after its start is reported
        with open(f"/proc/{child.pid}/status") as status:
            effective = next(line for line in status if line.startswith("Uid:")).split()[2]
        return f"{program} runs as user id 0" if effective == "0" else None
    finally:
        child.kill()
        child.communicate()


attempt(run_setuid)
