import os

from attempt import attempt, first


def write_to_shared_folders(name, *folders):
    """The folders with programs are the host's own: a file created there is there for the host as well."""
    return first([lambda folder=folder: create(os.path.join(folder, name)) for folder in folders])


def create(path):
    with open(path, "w") as file:
        file.write("was here")
    return path


attempt(write_to_shared_folders)
