"""Makes a System V shared memory segment that everybody may read, or removes it."""

import ctypes
import sys

PRIVATE, CREATE, READ_WRITE_BY_ALL, REMOVE, SIZE = 0, 0o1000, 0o666, 0, 4096
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p

if sys.argv[1] == "make":
    segment = libc.shmget(PRIVATE, SIZE, CREATE | READ_WRITE_BY_ALL)
    ctypes.memmove(libc.shmat(segment, None, 0), sys.argv[2].encode() + b"\0", len(sys.argv[2]) + 1)
    print(segment)
else:
    libc.shmctl(int(sys.argv[2]), REMOVE, None)
