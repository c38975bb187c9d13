import socket

from attempt import attempt

ORDINARY = {socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK}


def open_families():
    """Rare families are rarely tested code of the kernel, and some are held by no namespace. Each is opened and closed."""
    opened = [family for family in range(1, 64) if family not in ORDINARY and opens(family)]
    return f"families {opened}" if opened else None


def opens(family):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind, 0).close()
        except OSError:
            continue
        return True
    return False


attempt(open_families)
