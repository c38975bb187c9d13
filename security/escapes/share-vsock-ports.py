import errno
import socket

from attempt import attempt


def take_port(port):
    """Network namespaces do not hold sockets between a virtual machine and its host: a port that is taken outside is taken here."""
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as listener:
        try:
            listener.bind((socket.VMADDR_CID_ANY, int(port)))
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
            return f"port {port} is in use by somebody outside"
    return None


attempt(take_port)
