import type { Escape } from './escapes.fixture.ts';

/** Modules, their members and built-in functions. */
export const MODULES: readonly Escape[] = [
  [
    'attrgetter',
    `
import operator
print('ESCAPED', operator.attrgetter('__class__.__mro__')(0))`,
  ],
  [
    'methodcaller',
    `
from operator import methodcaller
print('ESCAPED', methodcaller('__subclasses__')(object))`,
  ],
  [
    'setting through operator',
    `
import operator, json
operator.setitem(json.__dict__, 'x', 1)
print('ESCAPED')`,
  ],
  [
    'reduce over getattr',
    `
import functools
print('ESCAPED', functools.reduce(getattr, ['__class__', '__mro__'], 0))`,
  ],
  [
    'partial over getattr',
    `
from functools import partial
print('ESCAPED', partial(getattr, 0)('__class__'))`,
  ],
  [
    'update_wrapper as a reader',
    `
import functools, json
class W: pass
w = W()
functools.update_wrapper(w, json.dumps, assigned=('__globals__',), updated=())
print('ESCAPED', w.__globals__ is not None)`,
  ],
  [
    'annotations that are evaluated',
    `
import functools
@functools.singledispatch
def f(x): pass
@f.register
def g(x: "print('ESCAPED') or int"): pass`,
  ],
  [
    'get_type_hints',
    `
import typing
def f(x: "().__class__"): pass
print('ESCAPED', typing.get_type_hints(f))`,
  ],
  [
    'a module of a module',
    `
import random
print('ESCAPED', random._os.getpid())`,
  ],
  [
    'a module by from-import',
    `
from random import _os
print('ESCAPED', _os.getpid())`,
  ],
  [
    'sys of collections',
    `
import collections
print('ESCAPED', collections._sys.modules is not None)`,
  ],
  [
    'codecs of json',
    `
import json
print('ESCAPED', json.codecs.open)`,
  ],
  [
    'codecs of json, imported',
    `
from json import codecs
print('ESCAPED', codecs.open)`,
  ],
  [
    'the decoder module of json',
    `
import json.decoder
print('ESCAPED', json.decoder.scanner)`,
  ],
  [
    'a submodule nobody asked for',
    `
from collections import abc
print('ESCAPED', abc.Callable)`,
  ],
  [
    'everything of a module',
    `
from math import *
print('ESCAPED', sqrt(4))`,
  ],
  [
    'the enum of re',
    `
import re
print('ESCAPED', re.enum.sys.modules is not None)`,
  ],
  [
    'the module of a class',
    `
import statistics
print('ESCAPED', statistics.NormalDist.__init__.__globals__['sys'].modules is not None)`,
  ],
  [
    'the loader of a module',
    `
import math
print('ESCAPED', math.__loader__.load_module)`,
  ],
  [
    'the real streams',
    `
import sys
print('ESCAPED', sys.stdout.buffer.raw)`,
  ],
  [
    'sys.modules',
    `
import sys
print('ESCAPED', sys.modules['sys'])`,
  ],
  [
    'sys._getframe',
    `
import sys
print('ESCAPED', sys._getframe())`,
  ],
  [
    'os itself',
    `
import os
print('ESCAPED', os.getpid())`,
  ],
  [
    'importlib',
    `
import importlib
print('ESCAPED', importlib.import_module('os'))`,
  ],
  ['the import function', `print('ESCAPED', __import__('os'))`],
  ['the dictionary of built-ins', `print('ESCAPED', __builtins__)`],
  ['eval', `print('ESCAPED', eval('1'))`],
  ['exec', `exec("print('ESCAPED')")`],
  [
    'exec by another name',
    `
run = exec
run("print('ESCAPED')")`,
  ],
  ['exec in a list', `[eval][0]("print('ESCAPED')")`],
  ['compile', `print('ESCAPED', compile('1', 'x', 'eval'))`],
  ['globals', `print('ESCAPED', sorted(globals())[:1])`],
  [
    'locals in a class body',
    `
class A:
    names = locals()
print('ESCAPED', A.names)`,
  ],
  [
    'vars',
    `
import json
print('ESCAPED', vars(json)['codecs'])`,
  ],
  ['dir', `print('ESCAPED', dir(0))`],
  ['open', `print('ESCAPED', open('/etc/passwd').read(4))`],
];
