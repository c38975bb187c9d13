"""After the program: what it defines is called, with arguments made from names, hints, defaults and the constants it
compares with. Each function or class has a process of its own that ends after a moment, whatever the function does."""

import _signal

FUNCTION = type(lambda: None)
TARGETS, METHODS, ITEMS = 80, 40, 50
NAP, NAPS = 0.5, 4  # seconds; the parent's patience, far beyond the child's own
PATIENCE = 0.7  # seconds of a child
STRINGS, NUMBERS = 24, 12  # constants of a function that are tried
FILE = '/tmp/exercise.txt'
MARK = '--- exercised: {} ---\n'

TEXTS = ['value', '', 'admin', 'a' * 64, '1']
INTEGERS = [1, 0, 2, 10, -1, 100]
LISTS = [[3, 1, 2], [], ['b', 'a'], [[1, 2], [3, 4]]]
MAPS = [{'a': 1}, {}, {'id': 1, 'name': 'value', 'data': 'value'}]
ANYTHING = ['value', 1, [3, 1, 2], {'a': 1}, None, True, 1.5]
BY_TYPE = {
    'int': INTEGERS, 'float': [1.5, 0.0, -1.0, 100.0], 'str': TEXTS, 'bool': [True, False], 'bytes': [b'value', b''],
    'list': LISTS, 'List': LISTS, 'Sequence': LISTS, 'Iterable': LISTS, 'dict': MAPS, 'Dict': MAPS, 'Mapping': MAPS,
    'tuple': [(1, 2), ()], 'Tuple': [(1, 2), ()], 'set': [{1, 2}, set()], 'None': [None], 'Path': [FILE],
}
BY_NAME = (
    (('path', 'file', 'dir', 'folder', 'dest', 'src', 'source', 'output', 'target'), [FILE]),
    (('url', 'uri', 'endpoint', 'webhook', 'link'), ['http://example.com/']),
    (('host', 'server', 'domain', 'addr', 'ip'), ['example.com']),
    (('port',), [8080]),
    (('cmd', 'command'), ['true']),
    (('func', 'callback', 'handler', 'fn', 'predicate'), [lambda *_, **__: None]),
    (('enable', 'flag', 'verbose', 'force', 'debug', 'is_', 'has_', 'dry'), [True, False]),
    (('items', 'values', 'list', 'lst', 'arr', 'nums', 'numbers', 'rows', 'records'), LISTS),
    (('config', 'options', 'settings', 'event', 'context', 'ctx', 'payload', 'request', 'mapping', 'dict'), MAPS),
    (('count', 'num', 'size', 'limit', 'index', 'age', 'amount', 'price', 'year', 'total', 'quantity', 'level'), INTEGERS),
    (('name', 'text', 'msg', 'message', 'string', 'word', 'key', 'token', 'pass', 'user', 'mail', 'title', 'line', 'code', 'mode'), TEXTS),
)


def make_exercise(shared, namespace, calls):
    sample_file, send, clean = shared.sample_file, shared.send, shared.clean
    fork, waitpid, kill, leave, modules = posix.fork, posix.waitpid, posix.kill, posix._exit, sys.modules
    setitimer, setsignal, mask, ended = _signal.setitimer, _signal.signal, _signal.pthread_sigmask, _signal.sigtimedwait

    def run_all():
        mask(_signal.SIG_BLOCK, (_signal.SIGCHLD,))  # the end of a child is waited for, which is no act of the sample's
        for name, action in targets()[:TARGETS]:
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except Exception:
                    pass  # closed or replaced by the sample
            in_child(name, action)
        mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))

    def in_child(name, action):
        shared.walking = True
        try:
            pid = fork()
        except OSError:
            return
        finally:
            shared.walking = False
        if pid == 0:
            try:
                mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))
                setsignal(_signal.SIGALRM, _signal.SIG_DFL)
                setitimer(_signal.ITIMER_REAL, PATIENCE)
                send(f'E\x1f{shared.pid}\x1f{clean(name)}\n')
                print(MARK.format(name), end='', flush=True)
                action()
            except BaseException:
                pass  # what it does before it fails is what is looked for
            finally:
                setitimer(_signal.ITIMER_REAL, PATIENCE)
                shared.send_lines(0)
                try:
                    sys.stdout.flush()
                except BaseException:
                    pass
                leave(0)
        await_child(pid)

    def await_child(pid):
        for _ in range(NAPS):
            try:
                if waitpid(pid, posix.WNOHANG)[0] == pid:
                    return
            except OSError:
                return
            ended((_signal.SIGCHLD,), NAP)
        shared.walking = True
        kill(pid, 9)
        shared.walking = False

    def targets():
        spaces = [namespace] + [vars(module) for module in list(modules.values()) if is_sample_module(module)]
        found, seen = [], set()
        for space in spaces:
            for name, value in list(space.items()):
                action = action_of(value)
                if action is not None and id(value) not in seen:
                    seen.add(id(value))
                    found.append((f'{name}', action))
        return found + handlers()

    def is_sample_module(module):
        file = getattr(module, '__file__', None)
        return type(file) is str and file.startswith(posix.getcwd() + '/')

    def action_of(value):
        if isinstance(value, type):
            inner = [item for item in vars(value).values() if function_of(item) is not None]
            return (lambda: use_class(value)) if inner else None
        function = function_of(value)
        if function is None:
            return None
        return lambda: repeat(value if callable(value) else function, function, 0)

    def function_of(value):
        """The sample's function behind decorators, descriptors and command objects; None where there is none."""
        for _ in range(5):
            if type(value) is FUNCTION and sample_file(value.__code__) is not None and not hasattr(value, '__wrapped__'):
                return value
            inner = None
            for name in ('__wrapped__', 'callback', '__func__', 'fget', 'func'):
                inner = inner or getattr(value, name, None)
            if inner is None:
                return None
            value = inner
        return None

    def handlers():
        found = []
        for number in range(1, 32):
            try:
                handler = _signal.getsignal(number)
            except ValueError:
                continue
            if type(handler) is FUNCTION and sample_file(handler.__code__) is not None:
                found.append((f'signal {number}', lambda handler=handler, number=number: handler(number, None)))
        return found

    # ---- calls ----

    def use_class(kind):
        made = None
        init = function_of(vars(kind).get('__init__'))
        for round in range(4):
            try:
                values, named = arguments(init, round, 1) if init else ((), {})
                made = kind(*values, **named)
                break
            except Exception:
                continue
        for _ in range(2):
            for name, member in list(vars(kind).items())[:METHODS]:
                function = function_of(member)
                if function is None or name in ('__init__', '__new__', '__del__'):
                    continue
                bound = isinstance(member, (staticmethod, classmethod))
                if made is None and not bound:
                    continue
                skip = 0 if isinstance(member, staticmethod) else 1
                if isinstance(member, property):
                    attempt(lambda: getattr(made, name))
                else:
                    repeat(getattr(kind if bound else made, name), function, skip, min(calls, 6))

    def repeat(call, function, skip, times=None):
        code = function.__code__
        takes = code.co_argcount + code.co_kwonlyargcount - skip
        constants = sum(1 for _ in constants_of(code))
        for round in range(times or max(calls, min(STRINGS, constants) + 6 if takes > 0 else 0)):
            values, named = arguments(function, round, skip)
            attempt(lambda: finish(call(*values, **named)))

    def attempt(action):
        try:
            action()
        except (Exception, SystemExit):
            pass

    def finish(result):
        code = getattr(result, 'cr_code', None)
        if code is not None:
            import asyncio

            return asyncio.run(asyncio.wait_for(result, PATIENCE))
        if hasattr(result, '__anext__'):
            import asyncio

            return asyncio.run(asyncio.wait_for(result.__anext__(), PATIENCE))
        if type(result).__name__ == 'generator':
            for count, _ in enumerate(result):
                if count > ITEMS:
                    return None
        return result

    # ---- arguments ----

    def arguments(function, round, skip):
        code = function.__code__
        names = code.co_varnames[:code.co_argcount]
        defaults = dict(zip(names[len(names) - len(function.__defaults__ or ()):], function.__defaults__ or ()))
        hints = getattr(function, '__annotations__', {})
        values = [value_of(function, name, hints.get(name), defaults, round) for name in names[skip:]]
        further = code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
        kwdefaults = function.__kwdefaults__ or {}
        named = {name: value_of(function, name, hints.get(name), kwdefaults, round) for name in further}
        return values, named

    def value_of(function, name, hint, defaults, round):
        if name in defaults and round == 0:
            return defaults[name]
        choices = choices_of(name, hint, defaults.get(name))
        strings = [item for item in constants_of(function.__code__) if type(item) is str][:STRINGS]
        numbers = [item for item in constants_of(function.__code__) if type(item) in (int, float)][:NUMBERS]
        kinds = {type(choice) for choice in choices}
        extra = [*(strings if str in kinds else ()), *(numbers if int in kinds or float in kinds else ())]
        choices = [choices[0], *extra, *choices[1:]]
        return choices[round % len(choices)]

    def choices_of(name, hint, default):
        kind = hint if type(hint) is str else getattr(hint, '__name__', '') or str(hint)
        kind = kind.rpartition('.')[2].partition('[')[0]
        if kind == 'str' or hint is None:
            low = name.lower()
            for words, choices in BY_NAME:
                for word in words:
                    if word in low:
                        return choices
        if kind in BY_TYPE:
            return BY_TYPE[kind]
        if default is not None and type(default).__name__ in BY_TYPE:
            return BY_TYPE[type(default).__name__]
        return ANYTHING

    def constants_of(code):
        for item in code.co_consts:
            if type(item) is str and 0 < len(item) <= 80 or type(item) in (int, float) and type(item) is not bool:
                yield item
                if type(item) is int:
                    yield item + 1
            elif type(item) is tuple:
                yield from (part for part in item if type(part) in (str, int, float))

    return run_all
