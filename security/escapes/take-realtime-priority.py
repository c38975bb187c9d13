import os

from attempt import attempt, first


def take_priority():
    """A process that is always first in line starves the machine. Runs on for an instant only."""
    return first([take_realtime, lambda: f"nice {os.nice(-5)}"])


def take_realtime():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return "real-time priority" if os.sched_getscheduler(0) == os.SCHED_FIFO else None


attempt(take_priority)
