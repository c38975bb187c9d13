"""Leaves its session and its parent as a daemon does, writes in every place it may, and outlives the time-out if it can."""
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for place in ("/work", "/tmp", "/dev/shm", "/home/user"):
            with open(f"{place}/glovebox-left-behind", "w") as file:
                file.write("here")
time.sleep(60)
