import os

from attempt import attempt, first


def replace_null(*folders):
    """Runtimes have opened and mounted over /dev/null and /dev/console by name: a link there leads them elsewhere."""
    return first([lambda name=name: replace(folder, name) for folder in folders for name in ("null", "console", "zero")])


def replace(folder, name):
    aside = f"{folder}/{name}.aside"
    os.rename(f"{folder}/{name}", aside)
    try:
        os.symlink("/proc/sys/kernel/core_pattern", f"{folder}/{name}")
        os.unlink(f"{folder}/{name}")
    finally:
        os.rename(aside, f"{folder}/{name}")
    return f"{folder}/{name} was a link for a while"


attempt(replace_null)
