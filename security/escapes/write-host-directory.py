import os

from attempt import attempt


def create_outside(directory, name):
    path = os.path.join(directory, name)
    with open(path, "w") as file:
        file.write("was here")
    return path


attempt(create_outside)
