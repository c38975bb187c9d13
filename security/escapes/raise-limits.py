import resource

from attempt import attempt, first

KINDS = {"descriptors": resource.RLIMIT_NOFILE, "processes": resource.RLIMIT_NPROC, "file size": resource.RLIMIT_FSIZE, "locked memory": resource.RLIMIT_MEMLOCK}


def raise_limits():
    return first([lambda name=name, kind=kind: raise_one(name, kind) for name, kind in KINDS.items()])


def raise_one(name, kind):
    soft, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY:
        return None
    try:
        resource.setrlimit(kind, (soft, hard + 1))
    except ValueError as refusal:
        raise PermissionError(1, str(refusal)) from None
    return f"{name} may be {hard + 1}"


attempt(raise_limits)
