from attempt import attempt, call, first

EPERM, ENOSYS = 1, 38


def load_module():
    """With nothing to load: a kernel that permits it complains about the module, one that does not about us."""
    return first([
        lambda: refusal("init_module", None, 0, b""),
        lambda: refusal("finit_module", -1, b"", 0),
        lambda: refusal("delete_module", None, 0),
    ])


def refusal(name, *arguments):
    try:
        call(name, *arguments)
    except OSError as problem:
        if problem.errno in (EPERM, ENOSYS):
            raise
        return f"{name} got as far as errno {problem.errno}"
    return f"{name} was carried out"


attempt(load_module)
