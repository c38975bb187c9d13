import ctypes
import os
import signal

from attempt import X86, attempt, call, first

CLONE_NEWUSER = 0x10000000


def clone_into_a_namespace():
    """By clone, whose flags a filter can read, and by clone3, whose flags lie in memory where it cannot."""
    return first([by_clone3, by_clone])


def by_clone3():
    arguments = (ctypes.c_uint64 * 11)(CLONE_NEWUSER, 0, 0, 0, signal.SIGCHLD)
    return compare(lambda: call("clone3", arguments, ctypes.sizeof(arguments)))


def by_clone():
    return compare(lambda: call("clone", CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0))


def compare(clone):
    come, gone = os.pipe()
    child = clone()
    if child == 0:  # no Python machinery here: the C library does not know that it was cloned
        os.read(come, 1)
        os._exit(0)
    try:
        ours, theirs = os.readlink("/proc/self/ns/user"), os.readlink(f"/proc/{child}/ns/user")
    finally:
        os.write(gone, b".")
        os.waitpid(child, 0)
        os.close(come)
        os.close(gone)
    return theirs if theirs != ours else None


attempt(clone_into_a_namespace)
