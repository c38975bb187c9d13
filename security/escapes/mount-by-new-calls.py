import os

from attempt import attempt, call

CREATE, EMPTY_PATH, AT_FDCWD = 6, 4, -100


def mount_by_descriptors():
    """The calls of Linux 5.2, which filters written for mount() alone forget."""
    os.makedirs("mountpoint", exist_ok=True)
    before = os.stat("mountpoint").st_dev
    context = call("fsopen", b"tmpfs", 0)
    call("fsconfig", context, CREATE, None, None, 0)
    mount = call("fsmount", context, 0, 0)
    call("move_mount", mount, b"", AT_FDCWD, b"mountpoint", EMPTY_PATH)
    after = os.stat("mountpoint").st_dev
    return f"device {before} became {after}" if before != after else None


attempt(mount_by_descriptors)
