"""20,000 os.stat and 2,000 os.open with os.close, half of each on one path and half on a thousand; prints its milliseconds."""
import os
import time

paths = [f"f{n // 2}" if n % 2 else "f0" for n in range(2_000)]

start = time.perf_counter()
for path in paths:
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT))
for _ in range(10):
    for path in paths:
        os.stat(path)
print((time.perf_counter() - start) * 1000)
