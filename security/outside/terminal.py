"""Runs a command in a session with a terminal of its own, then prints what waits there to be read, as a shell would."""

import fcntl
import os
import pty
import select
import sys
import termios
import tty

master, slave = pty.openpty()
tty.setraw(slave)
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    os.dup2(slave, 0)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status = os.waitpid(child, 0)
while select.select([slave], [], [], 0.1)[0]:
    os.write(1, b"TYPED " + os.read(slave, 4096) + b"\n")
sys.exit(os.waitstatus_to_exitcode(status))
