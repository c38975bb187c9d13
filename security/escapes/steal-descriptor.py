import os

from attempt import attempt, call, first


def steal(*pids):
    """A copy of any descriptor another process holds: a file it opened, the listener that watches us."""
    return first([lambda pid=pid, fd=fd: copy(int(pid), fd) for pid in pids for fd in range(3, 12)])


def copy(pid, fd):
    process = call("pidfd_open", pid, 0)
    try:
        stolen = call("pidfd_getfd", process, fd, 0)
    finally:
        os.close(process)
    return f"descriptor {fd} of process {pid}: {os.readlink(f'/proc/self/fd/{stolen}')}"


attempt(steal)
