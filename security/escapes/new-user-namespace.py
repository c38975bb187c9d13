from attempt import attempt, call

CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000


def become_root_of_a_namespace():
    """Inside a new user namespace one holds every capability over it, and with them a wide kernel surface."""
    call("unshare", CLONE_NEWUSER | CLONE_NEWNS)
    with open("/proc/self/status") as status:
        effective = next(line for line in status if line.startswith("CapEff:")).split()[1]
    return f"capabilities {effective}" if int(effective, 16) else None


attempt(become_root_of_a_namespace)
