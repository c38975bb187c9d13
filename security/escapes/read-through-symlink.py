import os

from attempt import attempt


def follow_link(path):
    """The link stays behind: whoever collects the results outside must not follow it either."""
    os.symlink(path, "results.txt")
    with open("results.txt") as secret:
        return secret.read()


attempt(follow_link)
