import os

from attempt import attempt, first


def search_environments(name):
    """Our own environment, then that of every process in sight."""
    if name in os.environ:
        return os.environ[name]
    pids = [entry for entry in os.listdir("/proc") if entry.isdigit()]
    return first([lambda pid=pid: search(f"/proc/{pid}/environ", name) for pid in pids])


def search(path, name):
    with open(path, "rb") as environment:
        for entry in environment.read().split(b"\0"):
            if entry.startswith(name.encode() + b"="):
                return entry.decode()
    return None


attempt(search_environments)
