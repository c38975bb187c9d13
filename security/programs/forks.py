"""Starts 60 children that sleep, as far as it may, and ends before they do."""
import os
import time

for _ in range(60):
    try:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
    except OSError:
        break
os._exit(0)
