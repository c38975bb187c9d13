import socket

from attempt import attempt


def connect(port):
    """Only the listener's own answer counts: a sandbox may answer in its place."""
    with socket.create_connection(("127.0.0.1", int(port)), timeout=3) as connection:
        connection.sendall(b"hello\n")
        reply = connection.recv(200).decode()
    return reply if reply.startswith("decoy:") else None


attempt(connect)
