"""What the Python attempts share: how one reports, and raw system calls.

An attempt is a function of the program's arguments. What it returns is what it got out of the sandbox; an OSError, or
nothing returned, means it was contained. Any other exception is a broken attempt: neither word is printed.
"""

import ctypes
import errno
import os
import platform
import sys

X86 = platform.machine() == "x86_64"

# Numbers on x86_64 and aarch64; where a call is newer than 2019 they agree.
NUMBERS = {
    "ptrace": (101, 117), "mount": (165, 40), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "clone": (56, 220), "clone3": (435, 435), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "keyctl": (250, 219), "io_uring_setup": (425, 425), "memfd_create": (319, 279), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "open_by_handle_at": (304, 265), "iopl": (172, None),
    "personality": (135, 92), "syslog": (103, 116), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "reboot": (169, 142), "clock_settime": (227, 112),
    "sethostname": (170, 161), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "move_mount": (429, 429), "getpid": (39, 172), "shmat": (30, 196),
}

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


class Contained(OSError):
    """Every way was refused; says why, for each."""


def attempt(function):
    try:
        got = function(*sys.argv[1:])
    except OSError as problem:
        say("CONTAINED", explain(problem))
    else:
        say("ESCAPED", got) if got else say("CONTAINED", "it had no effect")


def say(word, detail):
    # One write, past any buffer: an attempt may have broken its own standard output.
    os.write(1, f"{word} {' '.join(str(detail).split())[:200]}\n".encode("utf-8", "replace"))


def explain(problem):
    if isinstance(problem, Contained):
        return str(problem)
    what = errno.errorcode.get(problem.errno, type(problem).__name__)
    return f"{what} {problem.filename or problem.strerror or problem}"


def first(ways):
    """What the first of the ways that works gets; the problems of all where none does."""
    problems = []
    for way in ways:
        try:
            got = way()
        except OSError as problem:
            problems.append(problem)
            continue
        if got:
            return got
    if problems:
        raise Contained("; ".join(dict.fromkeys(explain(one) for one in problems)))
    return None


def call(name, *arguments):
    """A system call by number, past the C library. Raises OSError; returns what the kernel returned."""
    number = NUMBERS[name][0 if X86 else 1]
    if number is None:
        raise OSError(errno.ENOSYS, name)
    return call_number(number, name, *arguments)


def call_number(number, name, *arguments):
    ctypes.set_errno(0)
    widened = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(number), *widened)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def is_alive(pid):
    """A zombie is dead: its parent has not looked yet."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
