import fcntl
import os

from attempt import attempt

F_SETPIPE_SZ = 1031
LARGE = 1 << 20


def fill_pipes(mib):
    """What waits in pipes is the kernel's memory, not the program's."""
    filled, pipes = 0, []
    while filled < int(mib) << 20:
        pipes.append(os.pipe())
        os.set_blocking(pipes[-1][1], False)
        try:
            fcntl.fcntl(pipes[-1][1], F_SETPIPE_SZ, LARGE)
        except PermissionError:
            pass  # beyond the user's share pipes stay small
        filled += fill(pipes[-1][1])
    return f"{filled >> 20} MiB wait in {len(pipes)} pipes"


def fill(writer):
    written = 0
    try:
        while True:
            written += os.write(writer, bytes(65536))
    except BlockingIOError:
        return written


attempt(fill_pipes)
