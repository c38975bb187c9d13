"""Loops, calls and objects without a system call, about 300 ms; prints its milliseconds."""
import time


def collatz(number):
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


start = time.perf_counter()
longest = max(range(1, 36_000), key=collatz)
words = {}
for number in range(250_000):
    word = f"w{number % 1000}"
    words[word] = words.get(word, 0) + number
assert len(words) == 1000
print((time.perf_counter() - start) * 1000)
