import ctypes
import errno
import mmap
import os

from attempt import NUMBERS, X86, attempt, call_number, first

GETPID_32 = 20
# mov eax, 20; int 0x80; ret
CODE = b"\xb8" + GETPID_32.to_bytes(4, "little") + b"\xcd\x80\xc3"


def call_by_other_numbers():
    """The 32-bit entry and the x32 one number their calls differently: a filter on numbers has to shut both."""
    if not X86:
        raise OSError(errno.ENOSYS, "this machine has one set of numbers")
    return first([by_32_bit_entry, by_x32])


def by_32_bit_entry():
    come, gone = os.pipe()
    child = os.fork()
    if child == 0:  # it may well be killed for it
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(CODE)
        entry = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        if entry() == os.getpid():
            os.write(gone, b".")
        os._exit(0)
    os.close(gone)
    _, status = os.waitpid(child, 0)
    if os.read(come, 1) == b".":
        return "getpid answered by the 32-bit entry"
    raise OSError(errno.ENOSYS, f"the 32-bit call ended with status {status}")


def by_x32():
    if call_number(0x40000000 | NUMBERS["getpid"][0], "x32 getpid") == os.getpid():
        return "getpid answered by its x32 number"
    return None


attempt(call_by_other_numbers)
