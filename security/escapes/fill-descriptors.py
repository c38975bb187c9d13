import os
import resource

from attempt import attempt


def open_many(count):
    """Raises the soft limit first, as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = []
    try:
        for _ in range(int(count)):
            held.append(os.open("/dev/null", os.O_RDONLY))
    finally:
        for fd in held:
            os.close(fd)
    return f"{len(held)} descriptors at once"


attempt(open_many)
