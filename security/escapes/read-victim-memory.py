import ctypes

from attempt import attempt, call


def read_memory(pid, address, length):
    buffer = ctypes.create_string_buffer(int(length))
    here = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), int(length))
    there = (ctypes.c_uint64 * 2)(int(address), int(length))
    call("process_vm_readv", int(pid), here, 1, there, 1, 0)
    return buffer.raw.decode()


attempt(read_memory)
