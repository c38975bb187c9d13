import os

from attempt import attempt, first


def forge(text):
    """Whoever can write where the first process writes can tell the reader anything."""
    return first([lambda number=number: write(f"/proc/1/fd/{number}", text) for number in range(16)])


def write(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    try:
        os.write(descriptor, f"\nFORGED {text}\n".encode())
    finally:
        os.close(descriptor)
    return f"wrote to {path}"


attempt(forge)
