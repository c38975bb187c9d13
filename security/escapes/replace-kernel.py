from attempt import attempt, call

EPERM, ENOSYS = 1, 38


def load_kernel():
    """No segments and impossible flags: nothing is loaded even where it is permitted, but the refusal is another."""
    try:
        call("kexec_load", 0, 0, None, 0xFFFFFFFF)
    except OSError as problem:
        if problem.errno in (EPERM, ENOSYS):
            raise
        return f"the kernel looked at our flags: errno {problem.errno}"
    return "it was carried out"


attempt(load_kernel)
