import os

from attempt import attempt


def fork_many(count):
    """The children wait on a pipe, and end as soon as we do."""
    come, gone = os.pipe()
    children = []
    try:
        for _ in range(int(count)):
            pid = os.fork()
            if pid == 0:
                os.close(gone)
                os.read(come, 1)
                os._exit(0)
            children.append(pid)
    finally:
        os.close(gone)
        for pid in children:
            os.waitpid(pid, 0)
    return f"{len(children)} processes at once"


attempt(fork_many)
