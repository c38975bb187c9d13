"""A process of the harness for attempts to aim at. Says where its secret lies; a line on standard input asks what it says now."""

import ctypes
import signal
import sys

signal.alarm(60)  # not for ever, should the harness die
secret = ctypes.create_string_buffer(sys.argv[1].encode(), len(sys.argv[1]))
print(ctypes.addressof(secret), len(secret), flush=True)
for _ in sys.stdin:
    print(secret.raw.decode(), flush=True)
