import os

from attempt import attempt, call

MS_BIND = 4096


def pivot(path):
    """A new root with the old one below it, with everything that was hidden there."""
    os.makedirs("newroot/old", exist_ok=True)
    call("mount", b"newroot", b"newroot", None, MS_BIND, None)
    call("pivot_root", b"newroot", b"newroot/old")
    with open(f"/old{path}") as secret:
        return secret.read()


attempt(pivot)
