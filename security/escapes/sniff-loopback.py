import re
import socket
import time

from attempt import attempt


def sniff():
    """A packet socket sees what others send; the decoy's traffic is the only traffic looked for."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0003)) as packets:
        packets.settimeout(0.5)
        packets.bind(("lo", 0))
        end = time.monotonic() + 3
        while time.monotonic() < end:
            try:
                found = re.search(rb"decoy:[0-9a-f]+", packets.recv(65536))
            except TimeoutError:
                continue
            if found:
                return found.group().decode()
    return None


attempt(sniff)
