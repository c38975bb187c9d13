import os

from attempt import attempt, call


def mount_over():
    os.makedirs("mountpoint", exist_ok=True)
    before = os.stat("mountpoint").st_dev
    call("mount", b"none", b"mountpoint", b"tmpfs", 0, None)
    after = os.stat("mountpoint").st_dev
    return f"device {before} became {after}" if before != after else None


attempt(mount_over)
