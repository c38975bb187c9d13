import threading

from attempt import attempt


def start_many(count):
    """Threads count like processes."""
    end = threading.Event()
    started = []
    try:
        for _ in range(int(count)):
            thread = threading.Thread(target=end.wait, daemon=True)
            thread.start()
            started.append(thread)
    except RuntimeError as problem:
        raise OSError(11, f"{problem} after {len(started)}") from None
    finally:
        end.set()
    return f"{len(started)} threads at once"


attempt(start_many)
