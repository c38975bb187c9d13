import ctypes

from attempt import attempt, call, first

SEARCH, READ = 10, 11
KEYRINGS = {"thread": -1, "process": -2, "session": -3, "user": -4, "user session": -5}


def read_key(name, serial):
    """Keyrings pass through fork and know no mount: what a user or a session keeps there is in reach of all it starts."""
    ways = [lambda ring=ring: read(call("keyctl", SEARCH, ring, b"user", name.encode(), 0)) for ring in KEYRINGS.values()]
    return first([*ways, lambda: read(int(serial))])


def read(key):
    buffer = ctypes.create_string_buffer(200)
    length = call("keyctl", READ, key, buffer, len(buffer))
    return buffer.raw[:length].decode()


attempt(read_key)
