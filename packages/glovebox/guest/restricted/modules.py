"""What a restricted program may import: names that were looked at one by one, behind proxies that offer nothing else.

A module's own globals are never reachable: most have `sys` or `os` among them. Left out are functions that read
attributes by name (`operator.attrgetter`, `functools.update_wrapper`, `string.Formatter`), that evaluate text
(`typing.get_type_hints`, and with it `functools.singledispatch`), that change classes they are given, and the rest of
what calls back with more than values.
"""

PUBLIC = object()  # every public name: modules written in C that compute and keep nothing

OFFERED = {
    'math': PUBLIC, 'cmath': PUBLIC, 'itertools': PUBLIC, '__future__': 'annotations',
    'json': 'dumps loads JSONDecodeError JSONEncoder JSONDecoder',
    're': 'compile match fullmatch search findall finditer sub subn split escape purge error Pattern Match A ASCII I IGNORECASE M MULTILINE '
          'S DOTALL X VERBOSE U UNICODE L LOCALE',
    'datetime': 'date time datetime timedelta timezone tzinfo MINYEAR MAXYEAR UTC',
    'collections': 'Counter OrderedDict defaultdict deque namedtuple ChainMap',
    'functools': 'reduce partial lru_cache cache cmp_to_key wraps',
    'statistics': 'mean fmean geometric_mean harmonic_mean median median_low median_high median_grouped mode multimode quantiles '
                  'pstdev pvariance stdev variance covariance correlation linear_regression StatisticsError NormalDist',
    'decimal': 'Decimal Context getcontext setcontext localcontext BasicContext ExtendedContext DefaultContext DecimalException Clamped '
               'InvalidOperation DivisionByZero Inexact Rounded Subnormal Overflow Underflow FloatOperation ROUND_CEILING ROUND_DOWN '
               'ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP ROUND_05UP MAX_PREC MAX_EMAX MIN_EMIN',
    'fractions': 'Fraction',
    'random': 'random randint randrange uniform choice choices sample shuffle gauss normalvariate triangular betavariate expovariate '
              'gammavariate lognormvariate vonmisesvariate paretovariate weibullvariate seed getrandbits randbytes',
    'string': 'ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits punctuation printable whitespace capwords',
    'textwrap': 'dedent fill indent shorten wrap',
    'operator': 'add sub mul truediv floordiv mod pow neg pos abs and_ or_ xor inv invert lshift rshift eq ne lt le gt ge not_ truth '
                'is_ is_not contains concat countOf indexOf index itemgetter getitem',
    'heapq': 'heappush heappop heapify heappushpop heapreplace nlargest nsmallest merge',
    'bisect': 'bisect bisect_left bisect_right insort insort_left insort_right',
    'time': 'time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time sleep strftime localtime gmtime',
    'base64': 'b64encode b64decode b32encode b32decode b16encode b16decode urlsafe_b64encode urlsafe_b64decode',
    'hashlib': 'md5 sha1 sha224 sha256 sha384 sha512 blake2b blake2s sha3_256 sha3_512',
    'unicodedata': 'name lookup category normalize numeric decimal digit bidirectional combining east_asian_width mirrored',
    'typing': 'Any Union Optional List Dict Set FrozenSet Tuple Callable Iterable Iterator Sequence Mapping Generator Type Literal Final ClassVar',
    'csv': 'reader writer DictReader DictWriter QUOTE_ALL QUOTE_MINIMAL QUOTE_NONNUMERIC QUOTE_NONE Error', 'io': 'StringIO BytesIO',
    'copy': 'copy deepcopy', 'dataclasses': 'dataclass field asdict astuple replace fields is_dataclass FrozenInstanceError',
    'sys': 'argv exit maxsize byteorder version_info stdin stdout stderr getrecursionlimit',
}

# Kinds that a program may write into, by their module.
MUTABLE = {'collections': ('Counter', 'OrderedDict', 'defaultdict', 'deque', 'ChainMap'), 'decimal': ('Context',)}


class Module:
    """What a program holds in place of a module. `_getattr_` knows it by its identity; `from … import` asks it."""

    __slots__ = ('__weakref__',)


class Stream:
    """One of the standard streams, with nothing but what reads or writes it."""

    __slots__ = ('write', 'flush', 'read', 'readline', 'readlines', 'lines')

    def __init__(self, stream):
        reading = stream is sys.stdin
        for name in ('read', 'readline', 'readlines') if reading else ('write', 'flush'):
            setattr(self, name, invisible_call(getattr(stream, name)))
        self.lines = iter(stream) if reading else iter(())

    def __iter__(self):
        return (line for line in self.lines)


def invisible_call(function):
    @invisible
    def call(*args):
        return function(*args)

    return call


def make_modules(shared, world, arguments, own_modules):
    """Puts `__import__` into the program's world. `own_modules` is its other files: name → compiled."""
    emit, deny, proxies, classes = shared.emit, world.deny, world.proxies, world.classes
    made = {}

    def proxy_of(name, offered):
        proxy = made[name] = Module()
        proxies[id(proxy)] = name, offered
        return proxy

    def stream_of(name, real):
        stream = Stream(real)
        proxies[id(stream)] = f'sys.{name}', {each: getattr(stream, each) for each in Stream.__slots__ if each != 'lines' and hasattr(stream, each)}
        return stream

    def replaced(name, real):
        """What takes the place of a function that would do more than a program may have it do."""
        if name == 'functools':
            @invisible
            def wraps(wrapped):
                @invisible
                def decorate(wrapper):
                    if type(wrapper) is type(wrapped) is type(wraps):
                        wrapper.__name__, wrapper.__qualname__, wrapper.__doc__ = wrapped.__name__, wrapped.__qualname__, wrapped.__doc__
                    return wrapper

                return decorate

            return {'wraps': wraps}
        if name == 'collections':
            @invisible
            def namedtuple(typename, field_names, *, rename=False, defaults=None):
                # The fields become source text: nothing but real strings gets that far.
                fields = field_names.replace(',', ' ').split() if type(field_names) is str else list(field_names)
                if not all(type(each) is str for each in (typename, *fields)):
                    raise TypeError('Type names and field names must be strings')
                return real.namedtuple(typename, fields, rename=bool(rename), defaults=defaults)

            return {'namedtuple': namedtuple}
        if name == 'dataclasses':
            @invisible
            def dataclass(cls=None, /, **options):
                if cls is None:
                    return lambda cls: dataclass(cls, **options)
                if not isinstance(cls, type) or cls not in classes:
                    raise deny('system.probe', 'dataclass', '', TypeError, 'dataclass() takes a class of the program in restricted code')
                options.pop('slots', None)  # would make a second class, which is not the program's own
                return real.dataclass(cls, **options)

            return {'dataclass': dataclass}
        if name == 'copy':
            return {'copy': lambda value: real.copy(value), 'deepcopy': lambda value: real.deepcopy(value)}
        if name == 'sys':
            streams = {each: stream_of(each, getattr(real, each)) for each in ('stdin', 'stdout', 'stderr')}
            return {'argv': arguments, 'version_info': tuple(real.version_info), **streams, 'exit': world.namespace['__builtins__']['exit']}
        return {}

    def load(name):
        real = __import__(name)
        wanted = OFFERED[name]
        names = [each for each in dir(real) if each[:1] != '_'] if wanted is PUBLIC else wanted.split()
        offered = {each: getattr(real, each) for each in names if hasattr(real, each)}
        offered.update(replaced(name, real))
        WRITABLE.update(offered[each] for each in MUTABLE.get(name, ()))
        world.kinds.update(each for each in offered.values() if type(each) is type)
        return proxy_of(name, offered)

    def load_own(name):
        namespace = {**world.fresh, '__name__': name}
        proxy = proxy_of(name, namespace)
        exec(own_modules[name], namespace)
        return proxy

    @invisible
    def import_(name, globals=None, locals=None, fromlist=(), level=0):
        emit('code.import\x1fimport', name, '' if name in OFFERED or name in own_modules else '\x1foutcome=denied')
        proxy = made.get(name)
        if proxy is None:
            if name in own_modules:
                proxy = load_own(name)
            elif name in OFFERED:
                proxy = load(name)
            else:
                raise ImportError(f"module '{name}' is not offered to restricted code", name=name)
        module, offered = proxies[id(proxy)]
        for each in fromlist or ():
            if each not in offered or each[:1] == '_':
                raise deny('code.import', 'import', f'{module}.{each}', ImportError, f"module '{module}' offers no '{each}' to restricted code")
        return proxy

    @invisible
    def __getattr__(self, name):
        _, offered = proxies[id(self)]
        if name[:1] == '_' or name not in offered:
            raise AttributeError(name)
        return offered[name]

    Module.__getattr__ = __getattr__
    Module.__repr__ = lambda self: f'<module {proxies[id(self)][0]!r}, restricted>'
    world.namespace['__builtins__']['__import__'] = import_
    world.fresh = dict(world.namespace)
