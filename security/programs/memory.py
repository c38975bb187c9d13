"""Wants more memory than it may have."""
kept = []
while True:
    kept.append(b"x" * 4_000_000)
