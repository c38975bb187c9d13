"""What CPython does not audit: the source given to `exec` and `eval`, imports by name, reads of `os.environ`, sleeping,
and the question whether somebody is tracing. Each is replaced by a look-alike that calls the original."""

import _frozen_importlib
import _posixsubprocess
import _socket
import builtins
import time
from binascii import b2a_base64


def look_alike(name, module, original, call):
    """A callable that passes for the built-in `original`: no descriptor, same repr, pickled by name."""
    members = {
        '__slots__': (), '__call__': invisible(call), '__repr__': lambda self: f'<built-in function {name}>',
        '__name__': name, '__qualname__': 'builtin_function_or_method', '__module__': module.__name__, '__self__': module,
        '__doc__': original.__doc__, '__text_signature__': getattr(original, '__text_signature__', None),
        '__reduce__': lambda self: name,
    }
    return type('builtin_function_or_method', (), members)()


def watch_unaudited(shared):
    clean, emit, caller, direct, keep_long = shared.clean, shared.emit, shared.caller, shared.direct, shared.keep_long
    gettrace, modules, code_limit = sys.gettrace, sys.modules, 2000

    whole, text_of, bytes_of = slice(None), str.__getitem__, bytes.__getitem__

    @invisible
    def plain_source(source):
        """The text that is evaluated, whatever kind of text it is, without a call of the sample's."""
        kind = type(source)
        if kind is str or kind is bytes:
            return source
        try:
            if kind is bytearray or kind is memoryview:
                return bytes(source)
            return (text_of if str in type.mro(kind) else bytes_of)(source, whole)
        except Exception:
            return None

    def evaluator(name, original):
        def __call__(self, *args, **named):
            frame = caller()
            if not args or frame is None:
                return original(*args, **named)
            source, *rest = args
            if not rest and 'globals' not in named or rest and rest[0] is None:
                rest[:1] = [frame.f_globals]
                if len(rest) < 2 and 'locals' not in named or len(rest) == 2 and rest[1] is None:
                    names = frame.f_locals
                    rest[1:] = [names if frame.f_code.co_flags & 1 == 0 or type(names) is dict else dict(names)]
            space = rest[0] if rest else named.get('globals')
            if type(space) is dict and '__builtins__' not in space:
                space['__builtins__'] = frame.f_builtins  # else it gets ours, which are a private copy
            if type(source) is CODE:
                return original(source, *rest, **named)
            told = plain_source(source)
            if told is None:
                return original(source, *rest, **named)
            if type(source) in (str, bytes):
                source = told
            if direct(frame):
                keep_long(told, name)
                emit(f'code.eval\x1f{name}', '<string>', f'\x1fcode={clean(told, code_limit)}')
            shared.told = True
            try:
                future = frame.f_code.co_flags & 0x1ff0000
                if future and type(source) in (str, bytes):  # `from __future__` of the calling file holds in what it evaluates
                    source = compile(source.strip() if name == 'eval' else source, '<string>', name, future, True)
                return original(source, *rest, **named)
            finally:
                shared.told = False

        return look_alike(name, builtins, original, __call__)

    imported = set()

    @invisible
    def told_import(name, frame):
        if frame is not None and type(name) is str and (name, frame.f_code) not in imported and direct(frame):
            if len(imported) < 10000:
                imported.add((name, frame.f_code))
            emit('code.import\x1fimport', name)

    @invisible
    def complete(name):
        """The module, once all of it is there: imports within it come before its end."""
        module = modules.get(name)
        return None if getattr(getattr(module, '__spec__', None), '_initializing', False) else module

    def import_module(original):
        def __call__(self, name, globals=None, locals=None, fromlist=(), level=0):
            told_import(name, caller())
            if type(name) is str and name in modules and not fromlist:
                return original(name, globals, locals, fromlist, level)
            tracing = gettrace() is shared.on_call
            if tracing:  # tracing the import of half the standard library would cost more than the import
                shared.suspended += 1
                shared.trace(None)
            try:
                return original(name, globals, locals, fromlist, level)
            finally:
                if tracing:
                    shared.suspended -= 1
                    if not shared.stopped:
                        shared.trace(shared.on_call)
                if watch_environment is not None and (module := complete('os')):
                    watch_environment(module)
                if watch_sockets is not None and (module := complete('socket')):
                    watch_sockets(module)
                if watch_tls is not None and (module := complete('ssl')):
                    watch_tls(module)
                if watch_children is not None and (module := complete('subprocess')):
                    watch_children(module)
                if watch_threads is not None and (module := complete('threading')):
                    watch_threads(module)
                if watch_pools is not None and (module := complete('concurrent.futures.thread')):
                    watch_pools(module)

        return look_alike('__import__', builtins, original, __call__)

    def import_by_name(original):
        @invisible
        def _gcd_import(name, package=None, level=0):
            frame = caller()
            while frame is not None and 'importlib' in frame.f_code.co_filename:
                frame = frame.f_back
            told_import(name, frame)
            return original(name, package, level)

        return _gcd_import

    everything = None  # the frame's file and line that last read all variables: single names add nothing there

    @invisible
    def watch_environment(os):
        nonlocal watch_environment
        kind = getattr(os, '_Environ', None)
        if kind is None:
            return
        watch_environment = None
        get_one, get_all = kind.__getitem__, kind.__iter__

        @invisible
        def reader():
            frame = caller()
            while frame is not None and frame.f_code.co_filename in inner:
                frame = frame.f_back
            return frame if direct(frame) else None

        inner = (get_one.__code__.co_filename, modules['_collections_abc'].Mapping.get.__code__.co_filename)

        @invisible
        def __getitem__(self, key):
            frame = reader()
            if frame is not None and (frame.f_code, frame.f_lineno) != everything:
                emit('environment.read\x1fos.environ', key)
            return get_one(self, key)

        @invisible
        def __iter__(self):
            nonlocal everything
            frame = reader()
            if frame is not None:
                everything = (frame.f_code, frame.f_lineno)
                emit('environment.read\x1fos.environ', '*')
            return get_all(self)

        kind.__getitem__, kind.__iter__ = __getitem__, __iter__

    @invisible
    def watch_sockets(socket):
        """`connect` resolves a name before it is audited: the question would go out with nobody having said why."""
        nonlocal watch_sockets
        kind = getattr(socket, 'socket', None)
        if kind is None:
            return
        watch_sockets = None

        def named(original):
            @invisible
            def connect(self, address, /):
                if type(address) is tuple and len(address) > 1 and type(address[0]) is str and type(address[1]) is int:
                    host = address[0]
                    if ':' not in host and not host.replace('.', '').isdigit():
                        emit('network.connect\x1fsocket.connect', f'{host}:{address[1]}')
                return original(self, address)

            connect.__name__ = original.__name__
            connect.__qualname__ = original.__qualname__
            return connect

        kind.connect, kind.connect_ex = named(kind.connect), named(kind.connect_ex)
        for name in ('send', 'sendall'):
            setattr(kind, name, told_sending(getattr(kind, name), name))

    told_sends = 0

    @invisible
    def tell_sent(self, args):
        """Where, and the beginning of what, is written to a connection. Once inside of TLS the kernel cannot see it."""
        nonlocal told_sends
        if not args or type(args[0]) not in (bytes, bytearray, memoryview) or told_sends >= 2000:
            return
        try:
            peer = _socket.socket.getpeername(self)
        except (OSError, TypeError, AttributeError):
            return
        if type(peer) is tuple and type(peer[0]) is str:
            told_sends += 1
            host = f'[{peer[0]}]' if ':' in peer[0] else peer[0]
            data = b2a_base64(bytes(args[0][:1440]), newline=False).decode()
            emit('network.send\x1fsocket.send', f'{host}:{peer[1]}', f'\x1fdata={data}')

    def told_sending(original, name):
        @invisible
        def send(self, *args):
            tell_sent(self, args)
            return original(self, *args)

        send.__name__ = name
        send.__qualname__ = original.__qualname__
        return send

    @invisible
    def watch_tls(ssl):
        nonlocal watch_tls
        kind = getattr(ssl, 'SSLSocket', None)
        if kind is None:
            return
        watch_tls = None
        for name in ('send', 'sendall', 'write'):
            setattr(kind, name, told_sending(getattr(kind, name), name))

    @invisible
    def watch_children(subprocess):
        """A Python started as this one was would get the agent's own options, which keep it from looking for one."""
        nonlocal watch_children
        options = getattr(subprocess, '_args_from_interpreter_flags', None)
        if options is None:
            return
        watch_children = None

        @invisible
        def _args_from_interpreter_flags():
            return [option for option in options() if option not in ('-I', '-S', '-E', '-s')]

        subprocess._args_from_interpreter_flags = _args_from_interpreter_flags

    @invisible
    def watch_threads(threading):
        nonlocal watch_threads
        kind = getattr(threading, 'Thread', None)
        watch_threads = None
        if kind is None:
            return
        begin = kind.start

        @invisible
        def start(self):
            shared.hand_over(self)
            return begin(self)

        start.__doc__, start.__qualname__, start.__module__ = begin.__doc__, begin.__qualname__, begin.__module__
        kind.start = start

    @invisible
    def watch_pools(pools):
        nonlocal watch_pools
        kind = getattr(pools, '_WorkItem', None)
        watch_pools = None
        if kind is None:
            return
        begin = kind.__init__

        @invisible
        def __init__(self, *args, **named):
            shared.hand_over(self)
            begin(self, *args, **named)

        kind.__init__ = __init__

    def forker(original):
        def __call__(self, *args):
            frame = caller()
            if args and frame is not None and not frame.f_code.co_filename.endswith('/subprocess.py'):
                emit('process.spawn\x1ffork_exec', args[0])  # `subprocess` says so itself
            return original(*args)

        return look_alike('fork_exec', _posixsubprocess, original, __call__)

    def sleeper(original):
        def __call__(self, *args):
            if args:
                emit('clock.wait\x1ftime.sleep', args[0])
            return original(*args)

        return look_alike('sleep', time, original, __call__)

    def trace_teller(original):
        def __call__(self):
            emit('system.probe\x1fsys.gettrace', '')
            found = original()
            return None if found is shared.on_call else found

        return look_alike('gettrace', sys, original, __call__)

    if NOP is not None:  # they look at the frame of their caller, which must not be ours
        builtins.exec, builtins.eval = evaluator('exec', builtins.exec), evaluator('eval', builtins.eval)
    builtins.__import__ = import_module(builtins.__import__)
    _frozen_importlib._gcd_import = import_by_name(_frozen_importlib._gcd_import)
    time.sleep = sleeper(time.sleep)
    _posixsubprocess.fork_exec = forker(_posixsubprocess.fork_exec)
    sys.gettrace = trace_teller(gettrace)
