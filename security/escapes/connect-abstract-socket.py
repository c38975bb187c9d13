import socket

from attempt import attempt


def connect(name):
    """An abstract socket has no path that a mount could hide: only the network namespace holds it."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect("\0" + name)
        connection.sendall(b"hello\n")
        reply = connection.recv(200).decode()
    return reply if reply.startswith("decoy:") else None


attempt(connect)
