import os

from attempt import attempt, first, libc

MNT_DETACH = 2
MASKS = ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/acpi", "/proc/sys", "/sys/firmware", "/usr/local", "/etc"]


def look_behind(masked):
    """What a runtime hides by a mount is there again when the mount is gone."""
    return first([lambda path=path: unmount(path) for path in [masked, *MASKS]])


def unmount(path):
    if libc.umount2(path.encode(), MNT_DETACH) != 0:
        raise PermissionError(1, "umount2", path)
    if os.path.isfile(path):
        with open(path) as file:
            return file.read(200)
    return f"{path} is unmasked"


attempt(look_behind)
