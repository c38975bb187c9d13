import ctypes
import os

from attempt import attempt, call


def set_up_ring():
    """A ring carries out opens, connects and sends that no filter on system calls sees."""
    ring = call("io_uring_setup", 4, ctypes.create_string_buffer(120))
    return os.readlink(f"/proc/self/fd/{ring}")


attempt(set_up_ring)
