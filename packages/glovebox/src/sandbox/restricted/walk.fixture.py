"""Follows every attribute and item that the guards let through, from everything a restricted program is given, and prints
what must not be among it: modules, frames, code, real streams, unguarded built-in functions, somebody's global names.
With the argument `plain` it follows what an unguarded program could."""

import builtins
import io
import sys
import types
from collections import deque

sys.path.append('/usr/lib/python3/dist-packages')


def read(path):
    with open(path, 'rb') as file:
        return file.read()


agent = {'__builtins__': dict(builtins.__dict__), '__name__': 'agent', 'own': set(), 'read': read}
for part in ('python/hints', 'python/lines', 'python/audit', 'python/run', 'restricted/policy', 'restricted/guards', 'restricted/modules'):
    exec(compile(read(f'/glovebox/{part}.py'), part, 'exec'), agent)
shared = agent['Shared']()
agent['make_hints'](shared, '', '/work/', (), None)
world = agent['make_guards'](shared)
agent['make_modules'](shared, world, ['main.py'], {})
given = world.namespace['__builtins__']
reach = getattr if 'plain' in sys.argv else world.namespace['_getattr_']
modules = {name: given['__import__'](name) for name in agent['OFFERED']}

WALLS = {getattr(builtins, name) for name in 'eval exec open compile __import__ globals locals vars dir getattr setattr delattr type memoryview'.split()}
INSIDE = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, io.FileIO, io.TextIOWrapper, io.BufferedReader, io.BufferedWriter)


def made():
    """Values that a program makes for itself with what it is given."""
    import collections, csv, dataclasses, decimal, functools, json, re

    @dataclasses.dataclass
    class Item:
        a: int = 1

    def function():
        yield 1

    try:
        reach(modules['json'], 'nothing')
    except AttributeError as error:
        failure = error
    return {
        'a generator': function(), 'a function': function, 'a class': Item, 'an instance': Item(), 'an exception': failure,
        'fields': dataclasses.fields(Item), 'a pattern': re.compile('a'), 'a match': re.match('a', 'a'), 'lines': iter(reach(modules['sys'], 'stdin')),
        'a decoder': json.JSONDecoder(), 'an encoder': json.JSONEncoder(), 'a cache': functools.lru_cache(function), 'a part': functools.partial(function),
        'a context': decimal.getcontext(), 'a local context': decimal.localcontext(), 'a tuple type': collections.namedtuple('T', 'a'),
        'a reader': csv.DictReader([]), 'a writer': csv.DictWriter(reach(modules['sys'], 'stdout'), []), 'a map': collections.ChainMap({}),
        'a super': super(Item, Item()), 'a property': property(function), 'a method': 'x'.join, 'a template': reach('x', 'format'),
    }


def is_wrong(ob):
    if isinstance(ob, INSIDE) or isinstance(ob, type) and issubclass(ob, type):
        return True
    if isinstance(ob, types.BuiltinFunctionType) or isinstance(ob, type):
        return ob in WALLS
    return type(ob) is dict and '__builtins__' in ob


def inner(path, ob):
    for name in dir(ob):
        try:
            yield f'{path}.{name}', reach(ob, name)
        except Exception:
            pass  # denied, or not there
    if isinstance(ob, (dict, types.MappingProxyType)):
        yield from ((f'{path}[{key!r}]', value) for key, value in list(ob.items())[:2000])
    elif isinstance(ob, (list, tuple, set, frozenset)):
        yield from ((f'{path}[{index}]', value) for index, value in enumerate(list(ob)[:2000]))


queue = deque([*((name, value) for name, value in given.items() if not name.startswith('_')), *modules.items(), *made().items()])
# One of each kind of what is made anew at every look: a number's parts, a method bound again.
MANY = (int, float, complex, str, bytes, types.BuiltinFunctionType, types.MethodType, type(''.__str__), types.FunctionType)
seen, looked, wrong = {}, set(), []
while queue and len(seen) < 100_000 and len(wrong) < 20:
    path, ob = queue.popleft()
    if id(ob) in seen:
        continue
    seen[id(ob)] = ob
    kind = type(ob), getattr(ob, '__qualname__', '')
    if is_wrong(ob):
        wrong.append(f'{path}: {ob!r:.80}')
    elif path.count('.') < 8 and not (isinstance(ob, MANY) and kind in looked):
        looked.add(kind)
        queue.extend(inner(path, ob))
print(len(seen) > 1000, wrong)
