/** What people write, and what it prints. */
export const PROGRAMS: readonly (readonly [name: string, source: string, stdout: string])[] = [
  [
    'functions, defaults, keywords',
    'def f(a, b=2, *c, d=4, **e):\n    return a, b, c, d, e\nprint(f(1), f(1, 3, 5, d=6, x=7), f(*[1, 2], **{"d": 3}))',
    "(1, 2, (), 4, {}) (1, 3, (5,), 6, {'x': 7}) (1, 2, (), 3, {})",
  ],
  [
    'classes, inheritance, operators',
    `
class Point:
    "A place."
    count = 0
    def __init__(self, x, y):
        self.x, self.y = x, y
        Point.count += 1
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)
    def __repr__(self):
        return f'Point({self.x}, {self.y})'
    @property
    def norm(self):
        return abs(self.x) + abs(self.y)
    @classmethod
    def origin(cls):
        return cls(0, 0)
    @staticmethod
    def kind():
        return 'point'
class Named(Point):
    def __init__(self, name, x, y):
        super().__init__(x, y)
        self.name = name
    def __repr__(self):
        return self.name + super().__repr__()
p = Point(1, 2) + Named('n', 3, 4)
p.x += 10
print(p, p == Point(14, 6), p.norm, Named('n', 0, 1), Point.count, Point.origin().kind(), isinstance(p, Point), type(p) == Point)`,
    'Point(14, 6) True 20 nPoint(0, 1) 5 point True True',
  ],
  [
    'comprehensions',
    'print([x * y for x in range(3) for y in range(2) if x], {k: v for k, v in [(1, 2)]}, {a for a, (b, c) in [(1, (2, 3))]}, sum(x for x in range(10000)))',
    '[0, 1, 0, 2] {1: 2} {1} 49995000',
  ],
  [
    'f-strings',
    "name, n = 'a', 3.14159\nprint(f'{name!r:>5} {n:.2f} {n=:.1f} {{}} {n:{5}.1f} {[1, 2][0]} {name.upper()}')",
    "  'a' 3.14 n=3.1 {}   3.1 1 A",
  ],
  [
    'format without its walk',
    "print('{0} {a:>4} {b[0]} {c.real} {{}}'.format(1, a=2, b=[3], c=4), '{x}'.format_map({'x': 5}), '%s %(a)s' % {'a': 1} if False else '%05.1f|%-3s|' % (2.5, 'b'))",
    '1    2 3 4 {} 5 002.5|b  |',
  ],
  [
    'json',
    "import json\nprint(json.dumps({'b': [1, None, True], 'a': 'é'}, sort_keys=True), json.loads('[1, 2.5]'))",
    `{"a": "\\u00e9", "b": [1, null, true]} [1, 2.5]`,
  ],
  [
    'math',
    'import math\nfrom math import sqrt as root, pi\nprint(math.gcd(12, 18), root(16), round(pi, 3), math.prod([1, 2, 3]), math.inf)',
    '6 4.0 3.142 6 inf',
  ],
  [
    'augmented assignment of everything',
    "a = [1, 2]\nd = {'k': 1}\nclass O: pass\no = O()\no.n = 1\na[0] += 5\nd['k'] *= 3\no.n -= 4\nb = a\nb += [9]\ni = 7\ni //= 2\ni **= 2\ni |= 16\na[0:1] = [0, 0]\na[-1] <<= 1\nprint(a, d, o.n, b is a, i)",
    "[0, 0, 2, 18] {'k': 3} -3 True 25",
  ],
  [
    'the order in which augmented assignment looks',
    "def at(x):\n    print(x, end=' ')\n    return x\na = [10, 20]\na[at(1)] += at(2)\nprint(a)",
    '1 2 [10, 22]',
  ],
  [
    'unpacking',
    "a, (b, *c), [d, e] = 1, (2, 3, 4), 'xy'\nf = g, h = [5, 6]\nfor i, (j, k) in [(1, (2, 3))]:\n    print(a, b, c, d, e, f, g, h, i, j, k)\na, b = b, a\nprint(a, b)",
    '1 2 [3, 4] x y [5, 6] 5 6 1 2 3\n2 1',
  ],
  [
    'a value assigned to several is computed once',
    "def f():\n    print('once')\n    return 1, 2\na = b, c = f()\nprint(a, b, c)",
    'once\n(1, 2) 1 2',
  ],
  [
    'sorting',
    "words = ['pear', 'fig', 'apple']\nwords.sort(key=len)\nprint(words, sorted(words, key=lambda w: (-len(w), w)), max(words, key=len), list(reversed([1, 2])))",
    "['fig', 'pear', 'apple'] ['apple', 'pear', 'fig'] apple [2, 1]",
  ],
  [
    'generators and closures',
    'def count(n):\n    while n:\n        got = yield n\n        n -= got or 1\n    yield from "ab"\ndef counter():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n    return step\nc = counter()\nc()\nprint(list(count(3)), c(), next(iter([1]), 0))',
    "[3, 2, 1, 'a', 'b'] 2 1",
  ],
  [
    'exceptions',
    "class Odd(ValueError):\n    def __init__(self, n):\n        super().__init__(f'odd: {n}')\n        self.n = n\ntry:\n    try:\n        raise Odd(3)\n    except KeyError:\n        print('no')\n    finally:\n        print('finally', end=' ')\nexcept (ValueError, TypeError) as e:\n    print(e, e.n, type(e).__name__)\nelse:\n    print('no')",
    'finally odd: 3 3 Odd',
  ],
  [
    'context managers',
    "class Within:\n    def __enter__(self):\n        return 1, 2\n    def __exit__(self, kind, value, trace):\n        print(kind.__name__, value)\n        return True\nwith Within() as (a, b):\n    print(a, b)\n    raise ValueError('v')",
    '1 2\nValueError v',
  ],
  [
    'a program that looks whether it is the main one',
    "def main():\n    global seen\n    seen = True\n    print('main')\nif __name__ == '__main__':\n    main()\nassert seen",
    'main',
  ],
  [
    'annotations',
    'from __future__ import annotations\nfrom typing import List, Optional\nx: int = 1\ndef f(a: List[int], b: Optional[str] = None) -> dict[str, int]:\n    y: float = 2.0\n    return {"y": y}\nprint(x, f([1]))',
    "1 {'y': 2.0}",
  ],
  [
    'collections',
    "from collections import Counter, defaultdict, deque, namedtuple, OrderedDict\nc = Counter('hello')\nc['z'] += 2\nd = defaultdict(list)\nd['a'].append(1)\nq = deque([1, 2], maxlen=2)\nq.append(3)\nP = namedtuple('P', 'x y')\nprint(c.most_common(1), dict(d), list(q), P(1, y=2), P(1, 2).x, c['z'])",
    "[('l', 2)] {'a': [1]} [2, 3] P(x=1, y=2) 1 2",
  ],
  [
    'itertools and functools',
    "import itertools as it\nfrom functools import reduce, lru_cache, partial, wraps\n@lru_cache(maxsize=None)\ndef fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\ndef twice(f):\n    @wraps(f)\n    def inner(*a):\n        return f(f(*a))\n    return inner\n@twice\ndef inc(n):\n    return n + 1\nprint(fib(50), list(it.chain('ab', it.islice(it.count(), 2))), reduce(lambda a, b: a * b, [1, 2, 3]), partial(pow, 2)(5), inc(1), inc.__name__)",
    "12586269025 ['a', 'b', 0, 1] 6 32 3 inc",
  ],
  [
    'dataclasses',
    "from dataclasses import dataclass, field, asdict\n@dataclass(order=True)\nclass Item:\n    name: str\n    tags: list = field(default_factory=list)\n    price: float = 1.5\n    def __post_init__(self):\n        self.price *= 2\na = Item('a')\na.tags.append('t')\nprint(a, asdict(a), Item('b') > a)",
    "Item(name='a', tags=['t'], price=3.0) {'name': 'a', 'tags': ['t'], 'price': 3.0} True",
  ],
  [
    'regular expressions, dates, text',
    "import re, datetime, textwrap, string\nprint(re.sub(r'(\\w)(\\d)', r'\\2\\1', 'a1 b2'), [m.group(0) for m in re.finditer('a+', 'aa b a')], datetime.date(2024, 2, 28) + datetime.timedelta(days=2), textwrap.fill('a b', 2).split(), string.digits)",
    "1a 2b ['aa', 'a'] 2024-03-01 ['a', 'b'] 0123456789",
  ],
  [
    'numbers',
    "from decimal import Decimal, getcontext\nfrom fractions import Fraction\nimport statistics, random\ngetcontext().prec = 5\nrandom.seed(1)\nprint(Decimal(1) / 3, Fraction(1, 3) + 1, statistics.mean([1, 2, 3.5]), 0 < random.random() < 1, random.choice([4]), divmod(7, 2), 2 ** 100, int('ff', 16))",
    '0.33333 4/3 2.1666666666666665 True 4 (3, 1) 1267650600228229401496703205376 255',
  ],
  [
    'copying, hashing, encoding',
    "import copy, hashlib, base64, heapq, bisect, operator\na = [[1], {'k': [2]}]\nb = copy.deepcopy(a)\nb[1]['k'].append(3)\nh = [3, 1, 2]\nheapq.heapify(h)\nprint(a, b, hashlib.sha256(b'x').hexdigest()[:8], base64.b64encode(b'hi'), heapq.heappop(h), bisect.bisect([1, 3], 2), sorted([(1, 2), (2, 1)], key=operator.itemgetter(1)))",
    "[[1], {'k': [2]}] [[1], {'k': [2, 3]}] 2d711642 b'aGk=' 1 1 [(2, 1), (1, 2)]",
  ],
  [
    'slices and text',
    "s = 'hello'\nm = [[1, 2], [3, 4]]\ndel m[0][0]\nprint(s[1:3], s[::-1], s[-1], m, list('ab'), ','.join(map(str, range(3))), s.title().center(9, '*'), bytes([65]).decode(), not s, s if s else 1)",
    "el olleh o [[2], [3, 4]] ['a', 'b'] 0,1,2 **Hello** A False hello",
  ],
  [
    'attributes by name',
    "class A:\n    x = 1\na = A()\nsetattr(a, 'y', 2)\nf = lambda: 0\nf.calls = 3\nprint(getattr(a, 'x'), getattr(a, 'z', 5), hasattr(a, 'y'), hasattr(a, 'q'), f.calls)\ndelattr(a, 'y')\nprint(hasattr(a, 'y'))",
    '1 5 True False 3\nFalse',
  ],
];
