import ctypes

from attempt import attempt, call

READ_ONLY = 0o10000


def read_segment(segment):
    """System V shared memory has numbers instead of paths: only a namespace keeps them apart."""
    address = call("shmat", int(segment), None, READ_ONLY)
    return ctypes.string_at(address).decode()


attempt(read_segment)
