"""Prints the most frequent words of a text file, or of a built-in text."""

import re
import sys
from collections import Counter

TEXT = """The river was wide, and the bridge was old. Nobody knew who had
built the bridge, and nobody who crossed the river asked."""

COMMON = {"the", "and", "was", "a", "of", "to", "who", "had"}


def words(text):
    return (word for word in re.findall(r"[a-z']+", text.lower()) if word not in COMMON)


def most_frequent(text, count=5):
    return Counter(words(text)).most_common(count)


def main():
    text = TEXT
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as source:
            text = source.read()
    for word, times in most_frequent(text):
        print(f"{times:>4}  {word}")


if __name__ == "__main__":
    main()
