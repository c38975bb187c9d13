import ctypes
import os

from attempt import attempt, call

MAP_CREATE, ARRAY = 0, 2


def load_into_the_kernel():
    attributes = (ctypes.c_uint32 * 18)(ARRAY, 4, 4, 1)
    created = call("bpf", MAP_CREATE, attributes, ctypes.sizeof(attributes))
    return os.readlink(f"/proc/self/fd/{created}")


attempt(load_into_the_kernel)
