"""Arguments for what nobody called: from type hints, defaults, names and the constants a function compares with. What is
made up harms nothing: files below one scratch folder, a host that nobody can own, a program that does nothing."""

SCRATCH = '/tmp/exercise'
FILE, HOST = f'{SCRATCH}/input.txt', 'exercise.example'
URL = f'http://{HOST}/'
STRINGS, NUMBERS = 24, 12  # constants of a function that are tried
DEPTH = 3  # of hints inside hints

TEXTS = ['value', 'admin', 'a' * 64, '1', 'größe', '']
INTEGERS = [1, 0, 2, 10, -1, 100]
LISTS = [[3, 1, 2], [], ['b', 'a'], [[1, 2], [3, 4]]]
MAPS = [{'a': 1}, {}, {'id': 1, 'name': 'value', 'data': 'value', 'path': FILE, 'url': URL}]
ANYTHING = ['value', 1, [3, 1, 2], {'a': 1}, None, True, 1.5]
BY_TYPE = {
    'int': INTEGERS, 'float': [1.5, 0.0, -1.0, 100.0], 'complex': [1j], 'str': TEXTS, 'bool': [True, False],
    'bytes': [b'value', b''], 'bytearray': [bytearray(b'value')], 'list': LISTS, 'dict': MAPS, 'tuple': [(1, 2), ()],
    'set': [{1, 2}, set()], 'frozenset': [frozenset({1, 2})], 'NoneType': [None], 'object': ANYTHING, 'Any': ANYTHING,
    'Number': INTEGERS, 'Real': INTEGERS,
}
SEQUENCES = {'list': list, 'List': list, 'Sequence': list, 'MutableSequence': list, 'Iterable': list, 'Collection': list,
             'set': set, 'Set': set, 'AbstractSet': set, 'frozenset': frozenset, 'FrozenSet': frozenset, 'deque': list}
MAPPINGS = ('dict', 'Dict', 'Mapping', 'MutableMapping', 'DefaultDict', 'defaultdict', 'OrderedDict')
BY_NAME = (
    (('csv',), [f'{SCRATCH}/data.csv']),
    (('json',), [f'{SCRATCH}/data.json', '{"a": 1}']),
    (('pid',), [-1]),  # whoever has no number of its own gets the child's: see `value_of`
    (('dir', 'folder'), [SCRATCH]),
    (('path', 'file', 'dest', 'src', 'source', 'output', 'target', 'document', 'root'), [FILE, SCRATCH]),
    (('url', 'uri', 'endpoint', 'webhook', 'link'), [URL]),
    (('host', 'server', 'domain', 'addr', 'ip'), [HOST]),
    (('port',), [8080]),
    (('cmd', 'command', 'program', 'exec'), ['true']),
    (('func', 'callback', 'handler', 'fn', 'predicate', 'cb'), [lambda *_, **__: None]),
    (('enable', 'flag', 'verbose', 'force', 'debug', 'is_', 'has_', 'dry'), [True, False]),
    (('items', 'values', 'list', 'lst', 'arr', 'nums', 'numbers', 'rows', 'records', 'array', 'args'), LISTS),
    (('config', 'options', 'settings', 'event', 'context', 'ctx', 'payload', 'request', 'mapping', 'dict', 'kwargs', 'params'), MAPS),
    (('date', 'day'), ['2026-11-02', '2026-02-29']),
    (('count', 'num', 'size', 'limit', 'index', 'age', 'amount', 'price', 'year', 'total', 'quantity', 'level', 'timeout'), INTEGERS),
    (('name', 'text', 'msg', 'message', 'string', 'word', 'key', 'token', 'pass', 'user', 'mail', 'title', 'line', 'code', 'mode', 'pattern', 'sentence'), TEXTS),
)
SHORT = {'n': INTEGERS, 'k': INTEGERS, 'i': INTEGERS, 'x': INTEGERS, 'y': INTEGERS, 'a': INTEGERS, 'b': INTEGERS, 's': TEXTS}


# What is run, opened or reached is never a text that the code happens to hold.
FIXED = ('true', URL, HOST, FILE, SCRATCH, f'{SCRATCH}/data.csv', f'{SCRATCH}/data.json')


def make_arguments(shared):
    sample_file, modules, getpid = shared.sample_file, sys.modules, posix.getpid
    attribute = getattr

    def arguments(function, round, skip):
        """Positional values and keywords for one call; `skip` leading parameters are bound already."""
        code = function.__code__
        names = code.co_varnames[:code.co_argcount]
        given = function.__defaults__ or ()
        defaults = dict(zip(names[len(names) - len(given):], given))
        hints = attribute(function, '__annotations__', None) or {}
        values = [value_of(function, name, hints.get(name), defaults, round) for name in names[skip:]]
        further = code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
        kwdefaults = function.__kwdefaults__ or {}
        named = {name: value_of(function, name, hints.get(name), kwdefaults, round) for name in further}
        if code.co_flags & 4 and not values:  # `*args` alone
            values = ANYTHING[round % 3:round % 3 + 2]
        return values, named

    def value_of(function, name, hint, defaults, round):
        if name in defaults and round == 0:
            return defaults[name]
        choices = choices_of(function, name, hint, defaults.get(name))
        if choices == [-1]:
            return getpid()
        constants = [] if type(choices[0]) is str and choices[0] in FIXED else list(constants_of(function.__code__))
        strings = [item for item in constants if type(item) is str][:STRINGS]
        numbers = [item for item in constants if type(item) in (int, float)][:NUMBERS]
        kinds = {type(choice) for choice in choices}
        extra = [*(strings if str in kinds else ()), *(numbers if int in kinds or float in kinds else ())]
        choices = [choices[0], *extra, *choices[1:]]
        value = choices[round % len(choices)]
        return type(value)(value) if type(value) in (list, dict, set) else value  # what a call changes stays its own

    def choices_of(function, name, hint, default):
        by_name = of_name(name)
        by_hint = of_hint(function, hint, name, 0)
        # Which number a process has is said by the name: any other would be somebody else's.
        if by_hint is not None and by_name != [-1]:
            return by_hint
        if by_name is not None:
            return by_name
        if default is not None and type(default).__name__ in BY_TYPE:
            return [*BY_TYPE[type(default).__name__]]
        return ANYTHING

    def of_name(name):
        low = name.lower()
        if low in SHORT:
            return SHORT[low]
        for words, choices in BY_NAME:
            for word in words:
                if word in low and (len(word) > 3 or word in low.split('_') or word.endswith('_') or low.endswith(word)):
                    return choices
        return None

    def of_hint(function, hint, name, depth):
        """Choices for an annotation; None where it says nothing, or only that it is a text, which the name says better."""
        if hint is None or depth > DEPTH:
            return None
        if type(hint) is str:
            hint = evaluated(function, hint)
            if hint is None:
                return None
        origin, inner = attribute(hint, '__origin__', None), attribute(hint, '__args__', None) or ()
        word = attribute(origin if origin is not None else hint, '__name__', '') or attribute(hint, '_name', '') or ''
        if type(hint).__name__ == 'UnionType' or word in ('Union', 'Optional') or attribute(origin, '_name', '') == 'Union':
            found = [of_hint(function, one, name, depth + 1) or (of_name(name) if one is str else None) for one in inner]
            return mixed([one for one in found if one])
        if word == 'str':
            return of_name(name) or TEXTS
        if attribute(origin, '_name', '') == 'Literal' or word == 'Literal':
            return list(inner)
        if word in ('Callable', 'Awaitable', 'Coroutine'):
            return [lambda *_, **__: None]
        if word in SEQUENCES:
            one = (of_hint(function, inner[0], name, depth + 1) or TEXTS) if inner else None
            return [SEQUENCES[word](items) for items in ([one[:3], [], one[:1]] if one else LISTS[:2])]
        if word in ('tuple', 'Tuple'):
            kinds = [one for one in inner if one is not Ellipsis]
            return [tuple((of_hint(function, one, name, depth + 1) or TEXTS)[0] for one in kinds)] if kinds else BY_TYPE['tuple']
        if word in MAPPINGS:
            if len(inner) != 2:
                return MAPS
            key, value = [of_hint(function, one, 'name', depth + 1) or TEXTS for one in inner]
            return [{key[0]: value[0]}, {}] if isinstance(key[0], (str, int, float)) else [{}]
        if word in BY_TYPE:
            return BY_TYPE[word]
        return made(function, hint, word, name, depth)

    def made(function, hint, word, name, depth):
        """Instances of the standard library's ordinary classes and of the sample's own."""
        library = {
            'Path': ('pathlib', lambda it: it.Path((of_name(name) or [FILE])[0] if of_name(name) in ([SCRATCH],) else FILE)),
            'PurePath': ('pathlib', lambda it: it.PurePath(FILE)),
            'datetime': ('datetime', lambda it: it.datetime(2026, 11, 2, 12)), 'date': ('datetime', lambda it: it.date(2026, 11, 2)),
            'timedelta': ('datetime', lambda it: it.timedelta(days=1)), 'Decimal': ('decimal', lambda it: it.Decimal('1.5')),
            'TextIO': ('io', lambda it: it.StringIO('value\n')), 'StringIO': ('io', lambda it: it.StringIO('value\n')),
            'IO': ('io', lambda it: it.StringIO('value\n')), 'BinaryIO': ('io', lambda it: it.BytesIO(b'value\n')),
            'BytesIO': ('io', lambda it: it.BytesIO(b'value\n')),
        }.get(word)
        if library is not None and library[0] in modules:
            return [library[1](modules[library[0]])]
        if not isinstance(hint, type):
            return None
        if attribute(hint, '_member_map_', None):
            return list(hint)
        init = vars(hint).get('__init__')
        if type(init) is not type(plain) or (sample_file(init.__code__) is None and not hasattr(hint, '__dataclass_fields__')):
            return None
        if depth >= DEPTH - 1:
            return None
        try:
            values, named = arguments(init, 1, 1)
            return [hint(*values, **named)]
        except Exception:
            return None

    def evaluated(function, text):
        """What an annotation that is a text stands for."""
        if len(text) > 200:
            return None
        shared.walking = True  # ours, and no evaluation of the sample's
        try:
            return eval(text, function.__globals__)
        except Exception:
            return None
        finally:
            shared.walking = False

    def constants_of(code):
        """Texts and numbers that it mentions. Places and addresses are left out: that it names them does not make them arguments."""
        for item in code.co_consts:
            parts = item if type(item) in (tuple, frozenset) else (item,)
            for part in parts:
                if type(part) is str and 0 < len(part) <= 80:
                    if part[0] not in '/~' and '://' not in part and '\n' not in part:
                        yield part
                elif type(part) in (int, float):
                    yield part
                    if type(part) is int:
                        yield part + 1

    def mixed(lists):
        """The first of each, then the second of each."""
        return [one[at] for at in range(max(map(len, lists), default=0)) for one in lists if at < len(one)] or None

    return arguments, constants_of
