"""Prints the file handle of a path: its type, and its bytes as hex."""

import ctypes
import platform
import sys

NUMBER, AT_FDCWD = (303 if platform.machine() == "x86_64" else 264), -100
libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer((128).to_bytes(4, "little") + bytes(4), 8 + 128)
mount = ctypes.c_int()
if libc.syscall(NUMBER, AT_FDCWD, sys.argv[1].encode(), handle, ctypes.byref(mount), 0) != 0:
    sys.exit(f"errno {ctypes.get_errno()}")
length = int.from_bytes(handle.raw[:4], "little")
print(int.from_bytes(handle.raw[4:8], "little", signed=True), handle.raw[8 : 8 + length].hex())
