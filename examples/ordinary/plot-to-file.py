"""Draws a curve into an SVG file, with nothing but the standard library."""

import math
from pathlib import Path

WIDTH, HEIGHT, MARGIN = 640, 360, 40


def sample(function, start, end, count=200):
    step = (end - start) / (count - 1)
    return [(start + i * step, function(start + i * step)) for i in range(count)]


def to_pixels(points):
    xs, ys = zip(*points)
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    for x, y in points:
        across = MARGIN + (x - left) / (right - left) * (WIDTH - 2 * MARGIN)
        down = HEIGHT - MARGIN - (y - low) / (high - low) * (HEIGHT - 2 * MARGIN)
        yield f"{across:.1f},{down:.1f}"


def draw(points):
    line = " ".join(to_pixels(points))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<polyline points="{line}" fill="none" stroke="teal" stroke-width="2"/></svg>'
    )


if __name__ == "__main__":
    damped = sample(lambda x: math.exp(-x / 4) * math.sin(3 * x), 0, 12)
    target = Path("plot.svg")
    target.write_text(draw(damped), encoding="utf-8")
    print(f"{target} has {target.stat().st_size} bytes")
