"""Adds up accounts; exercises scopes, classes, generators and formatting."""
from __future__ import annotations

import json
import os.path as paths
import sys
from collections import Counter, defaultdict as grouped

LIMIT = 3
total = 0


class Account:
    kind = "plain"

    def __init__(self, owner: str, amount=0, *entries, **options):
        self.owner, self.amount = owner, amount
        self.entries = [entry * 2 for entry in entries]
        self.options = {key: value for key, value in options.items()}

    def __str__(self):
        return f"{self.owner:>6}|{self.amount!r}|{'-'.join(map(str, self.entries))}"

    @staticmethod
    def of(line):
        """A doc string that stays."""
        owner, amount = line.split(":")
        return Account(owner, int(amount), 1, 2, note="from" " line")

    @property
    def label(self):
        return "%s (%s)" % (self.owner, self.kind)


class Saving(Account):
    kind = "saving"

    def __str__(self):
        return "saving " + super().__str__()


def add(amount, *, twice=False):
    global total
    total += amount * (2 if twice else 1)
    return total


def counter():
    seen = 0

    def step(by=1):
        nonlocal seen
        seen += by
        return seen

    return step


accounts = [Account.of(line) for line in ["anna:3", "bert:4"]] + [Saving("carl", 5)]
for index, account in enumerate(accounts):
    add(account.amount, twice=index == 1)
    print(index, account, account.label)

step = counter()
print(step(), step(by=4), total, LIMIT)
try:
    raise ValueError("bad \x41 value: 'quoted' \"double\" \\n tail")
except (KeyError, ValueError) as error:
    print(type(error).__name__, error)
finally:
    print("done")

groups = grouped(list)
for word in "one two three four".split():
    groups[len(word)].append(word)
print(json.dumps(groups, sort_keys=True), Counter("banana").most_common(1))
print(paths.join("/srv/files", "notes.txt"), paths.basename("/etc/some/where.conf"))
print(r"raw \d+ text", b"bytes \x00 here", u"plain", """several
lines here
    indented""", sep="|")
with open("/tmp/out.txt", "w") as handle:
    handle.write("first line\nsecond line\n")
with open("/tmp/out.txt") as handle: print(len(handle.read()), (lambda text, n=2: text * n)("ab"))
if (length := len(accounts)) > 2 and True:
    print(f"length {length} of {accounts[0].owner}")
match length:
    case 3:
        print("three")
    case _:
        print("other")
print(sorted({"b": 1, "a": 2}), [*range(3)], max([1, 5], key=lambda value: -value), file=sys.stdout)
sys.exit(total % 7)
