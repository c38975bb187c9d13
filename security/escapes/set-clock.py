import ctypes

from attempt import attempt, call


def set_clock():
    """The time is an impossible one: nothing changes even where it is permitted, but the refusal is another."""
    impossible = (ctypes.c_long * 2)(0, 2_000_000_000)
    try:
        call("clock_settime", 0, impossible)
    except OSError as problem:
        if problem.errno != 22:
            raise
    return "the kernel looked at the time we set"


attempt(set_clock)
