import os

from attempt import attempt


def leave_link(path):
    """Does nothing more itself: whoever collects what a run left behind may follow it."""
    os.symlink(os.path.dirname(path), "left")
    os.makedirs("results/deep")
    os.symlink(path, "results/deep/report.txt")


attempt(leave_link)
