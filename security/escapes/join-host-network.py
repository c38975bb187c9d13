import os
import socket

from attempt import attempt, call, first

CLONE_NEWNET = 0x40000000


def join_network(port, pid):
    first([lambda one=one: enter(f"/proc/{one}/ns/net") for one in (pid, "1")])
    with socket.create_connection(("127.0.0.1", int(port)), timeout=3) as connection:
        connection.sendall(b"hello\n")
        reply = connection.recv(200).decode()
    return reply if reply.startswith("decoy:") else None


def enter(path):
    call("setns", os.open(path, os.O_RDONLY), CLONE_NEWNET)
    return path


attempt(join_network)
