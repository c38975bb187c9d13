from attempt import attempt


def write_through_init(directory, name):
    path = f"/proc/1/root{directory}/{name}"
    with open(path, "w") as file:
        file.write("was here")
    return path


attempt(write_through_init)
