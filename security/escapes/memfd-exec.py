import os
import subprocess

from attempt import attempt, call


def execute_from_memory():
    """A program that was never a file: nothing on disk to inspect, before or after."""
    program = call("memfd_create", b"", 0)
    with open("/bin/echo", "rb") as source:
        os.write(program, source.read())
    done = subprocess.run(["echo", "ran from memory"], executable=f"/proc/self/fd/{program}", pass_fds=[program], capture_output=True)
    return done.stdout.decode()


attempt(execute_from_memory)
