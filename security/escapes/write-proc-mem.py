import os

from attempt import attempt


def write_through_proc(pid, address, length):
    memory = os.open(f"/proc/{pid}/mem", os.O_RDWR)
    written = os.pwrite(memory, b"X" * int(length), int(address))
    return f"{written} bytes overwritten"


attempt(write_through_proc)
