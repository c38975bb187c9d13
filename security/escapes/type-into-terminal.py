import fcntl
import os
import termios

from attempt import attempt, first


def type_command(text):
    """What is typed into the terminal here is read by the shell outside, once we are gone."""
    return first([lambda door=door: type_into(door, text) for door in (0, 1, 2, "/dev/tty")])


def type_into(door, text):
    terminal = door if isinstance(door, int) else os.open(door, os.O_RDWR)
    for character in text:
        fcntl.ioctl(terminal, termios.TIOCSTI, character.encode())
    return f"{len(text)} characters typed into {door}"


attempt(type_command)
