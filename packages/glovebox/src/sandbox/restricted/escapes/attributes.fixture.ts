import type { Escape } from './escapes.fixture.ts';

/** Attributes, types, frames and format strings that lead from a value to the interpreter. */
export const ATTRIBUTES: readonly Escape[] = [
  ['the bases of a class', `print('ESCAPED', len(().__class__.__bases__[0].__subclasses__()) > 50)`],
  ['subclasses by a computed name', `print('ESCAPED', getattr(object, '__sub' + 'classes__')())`],
  [
    'a name that is text of its own kind',
    `
class Name(str):
    def startswith(self, *a): return False
    def __getitem__(self, i): return 'x'
print('ESCAPED', getattr((), Name('__class__')))`,
  ],
  ['the default of getattr', `print('ESCAPED' if getattr(print, '__self__', None) is not None else 'no')`],
  ['hasattr as an oracle', `print('ESCAPED' if hasattr(len, '__self__') else 'no')`],
  ['getattr through map', `print('ESCAPED', list(map(getattr, [len], ['__self__'])))`],
  ['the method resolution order', `print('ESCAPED', bool.mro()[-1])`],
  [
    'the frame of a generator',
    `
def g():
    yield 1
print('ESCAPED', g().gi_frame.f_builtins['__import__'])`,
  ],
  ['the frame of a generator expression', `print('ESCAPED', (x for x in ()).gi_frame.f_globals is not None)`],
  [
    'the frame of a running generator, backwards',
    `
def walk():
    yield g.gi_frame.f_back.f_back
g = walk()
print('ESCAPED', [frame for frame in g])`,
  ],
  ['the code of a generator', `print('ESCAPED', (x for x in ()).gi_code.co_names)`],
  [
    'what a generator waits for',
    `
def inner():
    yield 1
def outer():
    yield from inner()
g = outer()
next(g)
print('ESCAPED', g.gi_yieldfrom.gi_frame.f_globals is not None)`,
  ],
  [
    'a coroutine',
    `
async def c(): pass
k = c()
print('ESCAPED', k.cr_frame.f_globals is not None)
k.close()`,
  ],
  [
    'an asynchronous generator',
    `
async def a():
    yield 1
print('ESCAPED', a().ag_frame)`,
  ],
  [
    'an asynchronous comprehension',
    `
def f(it):
    return (x async for x in it)
print('ESCAPED', f)`,
  ],
  ['a format string', `print('ESCAPED {0.__class__.__mro__}'.format(0))`],
  ['a format string with an index', `print('ESCAPED {0[0].__class__}'.format([0]))`],
  [
    'a format string and a function',
    `
def f(): pass
print('ESCAPED {f.__globals__}'.format(f=f)[:20])`,
  ],
  ['format_map', `print('ESCAPED {x.__class__}'.format_map({'x': 0}))`],
  ['format of the class str', `print(str.format('ESCAPED {0.__class__}', 0))`],
  ['format by getattr', `print(getattr('ESCAPED {0.__class__}', 'for' + 'mat')(0))`],
  [
    'format through a subclass',
    `
class Text(str): pass
print(Text('ESCAPED {0.__class__}').format(0))`,
  ],
  ['format through map', `print(list(map('ESCAPED {0.__class__}'.format, [0])))`],
  [
    'format of a nested specification',
    `print('ESCAPED {0:{1.__class__.__name__}}'.format(1, 'd') if False else '{0.__doc__} ESCAPED'.format(1))`,
  ],
  [
    'format in a bound method of a super object',
    `
class Text(str):
    def go(self, *a): return super().format(*a)
print(Text('ESCAPED {0.__class__}').go(0))`,
  ],
  [
    'the formatter of the string module',
    `
import string
print(string.Formatter().format('ESCAPED {0.__class__}', 0))`,
  ],
  [
    'the template of the string module',
    `
from string import Template
print('ESCAPED', Template.pattern)`,
  ],
  [
    'the traceback of an exception',
    `
try:
    1 / 0
except Exception as e:
    print('ESCAPED', e.__traceback__.tb_frame.f_globals is not None)`,
  ],
  [
    'the traceback given to a context manager',
    `
class C:
    def __enter__(self): return self
    def __exit__(self, kind, value, trace):
        print('ESCAPED', trace.tb_frame.f_builtins is not None)
        return True
with C():
    1 / 0`,
  ],
  [
    'a traceback taken along',
    `
try:
    1 / 0
except Exception as e:
    print('ESCAPED', getattr(e, '__trace' + 'back__').tb_frame)`,
  ],
  [
    'the object of an attribute error',
    `
import json
try:
    json.nothing
except AttributeError as e:
    print('ESCAPED', e.obj)`,
  ],
  [
    'the context of an exception',
    `
try:
    try:
        1 / 0
    except Exception:
        [][1]
except Exception as e:
    print('ESCAPED', e.__context__)`,
  ],
  ['a class made by type', `print('ESCAPED', type('X', (), {'__getattr__': lambda self, name: name})().__x__)`],
  ['the type of a type', `print('ESCAPED', type(type(0))('X', (), {}))`],
  [
    'the type of a function',
    `
def f(): pass
print('ESCAPED', type(f)(f.__code__, {}))`,
  ],
  [
    'the type of a module',
    `
import math
print('ESCAPED', type(math)('made'))`,
  ],
  [
    'a metaclass',
    `
class M(type):
    def __call__(cls, *a): return 'ESCAPED'
class A(metaclass=M): pass
print(A())`,
  ],
  [
    'what a subclass triggers',
    `
class A:
    def __init_subclass__(cls, **kw): print('ESCAPED', cls)
class B(A): pass`,
  ],
  [
    'what a class body triggers',
    `
class D:
    def __set_name__(self, owner, name): print('ESCAPED', owner)
class A:
    d = D()`,
  ],
  [
    'a property named like an attribute of the sandbox',
    `
class A:
    __class__ = property(lambda self: int)
print('ESCAPED', isinstance(A(), int))`,
  ],
  [
    'the attribute hook of a class',
    `
class A:
    def __getattribute__(self, name): return 'ESCAPED ' + name
print(A().anything)`,
  ],
];
