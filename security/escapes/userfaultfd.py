import os

from attempt import attempt, call, first

CLOEXEC, USER_MODE_ONLY = 0o2000000, 1


def hold_page_faults():
    """Stops the kernel in the middle of a copy: what most races against it are made of."""
    return first([lambda flags=flags: name(call("userfaultfd", flags)) for flags in (CLOEXEC, CLOEXEC | USER_MODE_ONLY)])


def name(fd):
    return os.readlink(f"/proc/self/fd/{fd}")


attempt(hold_page_faults)
