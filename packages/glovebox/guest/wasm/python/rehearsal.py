"""Runs once in every prepared sandbox, unheard, so that what programs use first is compiled by then: WebAssembly functions are
compiled when they are first called, and CPython's own ways to a traceback import modules."""

import json
import os
import re
import sys


class Point:
    def __init__(self, x, y=2, *rest, **named):
        self.x, self.y = x, y

    def __repr__(self):
        return f'Point({self.x!r}, {self.y:>4})'


def numbers(count):
    for at in range(count):
        yield at * at


print('rehearsal', Point(1), [*numbers(5)], {'a': 1.5, 'b': (None, True)}, {1, 2}, len(sys.argv), 7 // 2, 7 % 3, 2 ** 70)
print('%s and %d' % ('text', 4), '{:.2f}'.format(3.14159), 'ü'.encode(), b'bytes'.decode(), 'a,b'.split(','), file=sys.stderr)
print(json.dumps(json.loads('{"a": [1, 2.5, "x", null]}')), re.sub(r'\d+', 'n', 'a1b22'), sorted(['b', 'a'], key=str.lower))
os.environ.get('HOME')
with open('rehearsal.txt', 'w') as file:
    file.write('one\ntwo\n')
with open('rehearsal.txt') as file:
    print([line.strip() for line in file], os.listdir('.'))
os.remove('rehearsal.txt')
exec('eval("1 + 1")')
try:
    exec(compile('def (', '<rehearsal>', 'exec'))
except SyntaxError as error:
    sys.excepthook(type(error), error, error.__traceback__)
unknown_name
