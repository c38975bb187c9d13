import socket

from attempt import attempt


def send(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.settimeout(2)
        datagram.sendto(b"hello\n", ("127.0.0.1", int(port)))
        reply = datagram.recv(200).decode()
    return reply if reply.startswith("decoy:") else None


attempt(send)
