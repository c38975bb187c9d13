from attempt import attempt, first


def change_settings(*paths):
    """core_pattern names a program that the kernel starts as root, outside. Writes back the value that is there."""
    return first([lambda path=path: rewrite(path) for path in paths])


def rewrite(path):
    with open(path) as setting:
        value = setting.read()
    with open(path, "w") as setting:
        setting.write(value)
    return f"{path} is writable"


attempt(change_settings)
