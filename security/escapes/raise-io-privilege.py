from attempt import attempt, call


def take_ports():
    """Ports reach devices past the kernel. Takes the privilege, and touches no port."""
    call("iopl", 3)
    return "input/output privilege 3"


attempt(take_ports)
