import socket

from attempt import attempt, first


def ask_daemon(*paths):
    """Whoever may speak to a container daemon is root on its machine."""
    return first([lambda path=path: ping(path) for path in paths])


def ping(path):
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.settimeout(2)
        daemon.connect(path)
        daemon.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return daemon.recv(200).decode()


attempt(ask_daemon)
