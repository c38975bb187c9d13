"""Counts lines with wc: no shell, a time limit, and a checked result."""

import subprocess
import tempfile
from pathlib import Path

POEM = """Two roads
diverged in
a yellow wood
"""


def count_lines(path):
    done = subprocess.run(
        ["wc", "-l", str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=5,
    )
    return int(done.stdout.split()[0])


def main():
    with tempfile.TemporaryDirectory() as folder:
        poem = Path(folder) / "poem.txt"
        poem.write_text(POEM)
        try:
            print(f"{poem.name} has {count_lines(poem)} lines")
        except subprocess.CalledProcessError as error:
            print(f"wc failed: {error.stderr.strip()}")


if __name__ == "__main__":
    main()
