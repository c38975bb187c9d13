import fcntl
import os
import pty
import struct

from attempt import attempt, first

TIOCSETD = 0x5423
TIOCGETD = 0x5424
# Anything but 0, the ordinary one: these are the ones whose kernel code broke before. N_NULL (27) is always there.
DISCIPLINES = {"n_hdlc": 13, "n_gsm0710": 21, "slip": 1, "n_null": 27}


def change_discipline():
    """A terminal of its own is enough to make the kernel load and run a line discipline."""
    return first([lambda name=name: with_discipline(name) for name in DISCIPLINES])


def with_discipline(name):
    ours, theirs = pty.openpty()
    try:
        fcntl.ioctl(theirs, TIOCSETD, struct.pack("i", DISCIPLINES[name]))
        now = struct.unpack("i", fcntl.ioctl(theirs, TIOCGETD, bytes(4)))[0]
        return f"a terminal under {name}" if now == DISCIPLINES[name] else None
    finally:
        os.close(theirs)
        os.close(ours)


attempt(change_discipline)
