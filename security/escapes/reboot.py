from attempt import attempt, call

EPERM, ENOSYS = 1, 38


def reboot():
    """The magic numbers are wrong: nothing happens even where it is permitted, but the refusal is another."""
    try:
        call("reboot", 0, 0, 0, None)
    except OSError as problem:
        if problem.errno in (EPERM, ENOSYS):
            raise
        return f"the kernel looked at our numbers: errno {problem.errno}"
    return "it was carried out"


attempt(reboot)
