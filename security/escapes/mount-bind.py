import os

from attempt import attempt, call

MS_BIND = 4096


def bind_root():
    """Another view of the root, for example without what was mounted read-only over it."""
    os.makedirs("mountpoint", exist_ok=True)
    call("mount", b"/usr", b"mountpoint", None, MS_BIND, None)
    return " ".join(sorted(os.listdir("mountpoint"))[:3])


attempt(bind_root)
