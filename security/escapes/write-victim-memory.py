import ctypes

from attempt import attempt, call


def write_memory(pid, address, length):
    buffer = ctypes.create_string_buffer(b"X" * int(length))
    here = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), int(length))
    there = (ctypes.c_uint64 * 2)(int(address), int(length))
    written = call("process_vm_writev", int(pid), here, 1, there, 1, 0)
    return f"{written} bytes overwritten"


attempt(write_memory)
