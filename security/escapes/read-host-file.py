from attempt import attempt


def read_by_path(path):
    with open(path) as secret:
        return secret.read()


attempt(read_by_path)
