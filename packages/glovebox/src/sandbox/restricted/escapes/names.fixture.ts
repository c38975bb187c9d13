import type { Escape } from './escapes.fixture.ts';

/** Names of the sandbox, syntax it might overlook, and writing into what is not the program’s. */
export const NAMES: readonly Escape[] = [
  [
    'a guard as an argument by position',
    `
def f(_getattr_, /): return ''.join
print('ESCAPED', f(lambda ob, name: 1))`,
  ],
  [
    'a guard as a default',
    `
def f(a, *, _write_=lambda ob: ob): return a
print('ESCAPED', f(1))`,
  ],
  ['a guard by an assignment expression', `print('ESCAPED', (_getattr_ := 1))`],
  [
    'a guard by an import',
    `
import math as _getattr_
print('ESCAPED')`,
  ],
  ['a guard by a comprehension', `print('ESCAPED', [1 for _getattr_ in (1,)])`],
  [
    'a guard by an exception',
    `
try:
    1 / 0
except ZeroDivisionError as _write_:
    print('ESCAPED')`,
  ],
  [
    'a guard declared global',
    `
def f():
    global _getattr_
    _getattr_ = 1
f()
print('ESCAPED')`,
  ],
  [
    'a class pattern',
    `
match 0:
    case object(__class__=kind):
        print('ESCAPED', kind)`,
  ],
  [
    'a mapping pattern that captures',
    `
match {'a': 1}:
    case {'a': x, **rest}:
        print('ESCAPED', rest)`,
  ],
  [
    'an exception group, which confuses types',
    `
try:
    raise ExceptionGroup('g', [ValueError(1)])
except* ValueError as e:
    print('ESCAPED', e)`,
  ],
  [
    'type parameters and aliases',
    `
def f(a: 'int', *b: int, **c: int): return f.__annotations__
print('ESCAPED', f(1))`,
  ],
  [
    'a decorator that walks',
    `
@(lambda f: f.__globals__)
def f(): pass
print('ESCAPED', f is not None)`,
  ],
  ['a starred expression that walks', `print('ESCAPED', *().__class__.__bases__)`],
  ['a lambda that walks', `print('ESCAPED', (lambda: 0).__code__.co_code)`],
  [
    'slots of a class',
    `
class A:
    __slots__ = ('x',)
print('ESCAPED', A.x)`,
  ],
  [
    'another class for an object',
    `
class A: pass
class B: pass
a = A()
setattr(a, '__class__', B)
print('ESCAPED', a)`,
  ],
  [
    'other code for a function',
    `
def f(): pass
def g(): print('ESCAPED')
setattr(f, '__code__', g.__code__)
f()`,
  ],
  [
    'writing into a module',
    `
import math
math.pi = 3
print('ESCAPED', math.pi)`,
  ],
  [
    'writing into a class of a module',
    `
import json
json.JSONEncoder.default = lambda self, ob: 'x'
print('ESCAPED')`,
  ],
  [
    'writing into a library function',
    `
import textwrap
textwrap.dedent.mark = 1
print('ESCAPED', textwrap.dedent.mark)`,
  ],
  [
    'deleting from a module',
    `
import math
del math.pi
print('ESCAPED')`,
  ],
  [
    'adding in place to a module',
    `
import math
math.pi += 1
print('ESCAPED', math.pi)`,
  ],
  [
    'a dataclass made of text',
    `
import dataclasses
dataclasses.make_dataclass('X', ['a'], namespace={'__getattr__': lambda s, n: 'ESCAPED'})
print('ESCAPED')`,
  ],
  [
    'a dataclass of a class that is not ours',
    `
import dataclasses, json
dataclasses.dataclass(json.JSONDecoder)
print('ESCAPED')`,
  ],
  [
    'the constructor of a named tuple',
    `
import collections
print('ESCAPED', collections.namedtuple('T', 'a').__new__.__globals__ is not None)`,
  ],
  [
    'pickle',
    `
import pickle
print('ESCAPED', pickle.loads(b"cos\\ngetpid\\n(tR."))`,
  ],
  [
    'ctypes',
    `
import ctypes
print('ESCAPED', ctypes.pythonapi)`,
  ],
  [
    'gc',
    `
import gc
print('ESCAPED', len(gc.get_objects()) > 0)`,
  ],
  [
    'inspect',
    `
import inspect
print('ESCAPED', inspect.currentframe())`,
  ],
  [
    'a subprocess',
    `
import subprocess
print('ESCAPED', subprocess.Popen)`,
  ],
  ['memory views', `print('ESCAPED', memoryview(b'x').obj)`],
];
