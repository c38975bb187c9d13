"""Tries to reach the host through a network that is played. What it says of itself proves nothing: the decoys on the host do."""
import array
import ctypes
import os
import socket
import struct
import sys
import threading
import time

TCP, UDP, LISTEN = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
SINKHOLE = sys.argv[4]
HOSTS = sys.argv[5].split(",")
OUTSIDE = (sys.argv[6], int(sys.argv[7]))
ANY = sys.argv[8]
PAYLOAD = b""
LOOPBACK = ["127.0.0.1", "127.9.9.9", "0.0.0.0"]

libc = ctypes.CDLL(None, use_errno=True)


def attempt(action):
    try:
        action()
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"
    return "done"


def say(line, target=None):
    line.settimeout(0.3)
    if target is not None:
        line.connect(target)
    line.sendall(PAYLOAD)
    line.close()


def disconnect(line):
    """connect(AF_UNSPEC): the socket is as it was before."""
    libc.connect(line.fileno(), struct.pack("H14x", socket.AF_UNSPEC), 16)


def reached():
    return socket.create_connection(OUTSIDE, 1)


def directly():
    for address in LOOPBACK + HOSTS:
        attempt(lambda: say(socket.socket(), (address, TCP)))
    for address in ("::1", "::ffff:127.0.0.1", "::"):
        attempt(lambda: say(socket.socket(socket.AF_INET6), (address, TCP)))


def datagrams():
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    line.sendto(b"first", OUTSIDE)
    for address in LOOPBACK + HOSTS:
        attempt(lambda: line.sendto(PAYLOAD, (address, UDP)))
    for address in ("::1", "::ffff:127.0.0.1"):
        attempt(lambda: six.sendto(PAYLOAD, (address, UDP)))
    connected = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    connected.connect(OUTSIDE)
    connected.send(b"first")
    attempt(lambda: connected.sendto(PAYLOAD, ("127.0.0.1", UDP)))
    disconnect(connected)
    attempt(lambda: say(connected, ("127.0.0.1", UDP)))
    attempt(lambda: line.sendmsg([PAYLOAD], [], 0, ("127.0.0.1", UDP)))


def again():
    line = reached()
    attempt(lambda: line.connect(("127.0.0.1", TCP)))
    disconnect(line)
    attempt(lambda: say(line, ("127.0.0.1", TCP)))
    for address in HOSTS:
        line = reached()
        disconnect(line)
        attempt(lambda: say(line, (address, TCP)))


def fast_open():
    line = socket.socket()
    attempt(lambda: line.sendto(PAYLOAD, 0x20000000, ("127.0.0.1", TCP)))


def passed_on():
    here, there = socket.socketpair()
    line = reached()
    here.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [line.fileno()]))])
    if os.fork() == 0:
        _, ancillary, _, _ = there.recvmsg(1, 64)
        received = socket.socket(fileno=struct.unpack("i", ancillary[0][2][:4])[0])
        disconnect(received)
        attempt(lambda: say(received, ("127.0.0.1", TCP)))
        os._exit(0)
    os.wait()


def racing_address():
    """One thread connects over and over while another changes where to."""
    outside = struct.pack("=H", socket.AF_INET) + struct.pack("!H", OUTSIDE[1]) + socket.inet_aton(OUTSIDE[0]) + bytes(8)
    inside = struct.pack("=H", socket.AF_INET) + struct.pack("!H", TCP) + socket.inet_aton("127.0.0.1") + bytes(8)
    memory = ctypes.create_string_buffer(outside, 16)
    stop = threading.Event()

    def change():
        while not stop.is_set():
            memory.raw = inside
            stop.is_set()  # where the interpreter may change threads
            memory.raw = outside

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    until = time.monotonic() + 1
    while time.monotonic() < until:
        line = socket.socket()
        if libc.connect(line.fileno(), memory, 16) == 0:
            attempt(lambda: line.sendall(PAYLOAD))
        line.close()
    stop.set()
    thread.join()


def racing_descriptor():
    """One thread connects a number while another puts a connected socket under it."""
    line = reached()
    number = os.dup(line.fileno())
    stop = threading.Event()

    def change():
        while not stop.is_set():
            fresh = socket.socket()
            os.dup2(fresh.fileno(), number)
            os.dup2(line.fileno(), number)
            fresh.close()

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    target = struct.pack("=H", socket.AF_INET) + struct.pack("!H", TCP) + socket.inet_aton("127.0.0.1") + bytes(8)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        libc.connect(number, struct.pack("H14x", socket.AF_UNSPEC), 16)
        if libc.connect(number, target, 16) == 0:
            attempt(lambda: os.write(number, PAYLOAD))
    stop.set()
    thread.join()


def listening():
    line = reached()
    disconnect(line)
    attempt(lambda: line.bind((ANY, LISTEN)))
    attempt(lambda: line.listen())
    print("LISTENING", flush=True)
    time.sleep(1)


def unix_names():
    for name in ("\0" + SINKHOLE, "\0decoy-" + str(TCP)):
        attempt(lambda: say(socket.socket(socket.AF_UNIX), name))


def forged():
    line = reached()
    attempt(lambda: line.sendall(b"GLOVEBOX1 " + b"0" * 64 + b" tcp 10.0.2.15 1 127.0.0.1 " + str(TCP).encode() + b" 1.0\n" + PAYLOAD))
    line.close()


def other_routes():
    if ANY != "0.0.0.0":
        return  # outside, as root, it might well work
    line = socket.socket()
    print("bind to device", attempt(lambda: line.setsockopt(socket.SOL_SOCKET, 25, b"eth0\0")))
    print("transparent", attempt(lambda: line.setsockopt(0, 19, 1)))
    print("raw", attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)))
    print("packet", attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)))
    netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    # RTM_DELROUTE of the route that leads everywhere here.
    message = struct.pack("=IHHII", 28, 25, 5, 1, 0) + struct.pack("=BBBBBBBBI", 2, 0, 0, 0, 255, 0, 0, 2, 0)
    netlink.send(message)
    print("route", struct.unpack("=i", netlink.recv(512)[16:20])[0])


# The races come last: they leave as many connections open as the relay takes.
for attack in (directly, datagrams, again, forged, other_routes, listening, unix_names, fast_open, passed_on, racing_address, racing_descriptor):
    PAYLOAD = f"ESCAPED {attack.__name__}\n".encode()
    try:
        attack()
    except Exception as error:  # the next one is tried all the same
        print(attack.__name__, repr(error))
print("TRIED")
