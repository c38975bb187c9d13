import os

from attempt import attempt


def create_many(count):
    os.mkdir("many")
    made = 0
    try:
        for made in range(int(count)):
            os.close(os.open(f"many/{made}", os.O_CREAT | os.O_WRONLY))
    finally:
        for number in range(made + 1):
            try:
                os.unlink(f"many/{number}")
            except FileNotFoundError:
                break
    return f"{count} files"


attempt(create_many)
