import os

from attempt import attempt, call, first

MS_REMOUNT, MS_BIND = 32, 4096


def remount(name, *folders):
    return first([lambda folder=folder: remount_and_write(folder, name) for folder in folders])


def remount_and_write(folder, name):
    call("mount", None, folder.encode(), None, MS_REMOUNT | MS_BIND, None)
    with open(os.path.join(folder, name), "w") as file:
        file.write("was here")
    return folder


attempt(remount)
