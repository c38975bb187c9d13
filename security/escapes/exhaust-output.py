import os
import time

# Ends by itself after a while, should nobody end it.
line = b"y\n" * 32768
end = time.monotonic() + 25
while time.monotonic() < end:
    os.write(1, line)
