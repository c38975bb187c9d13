"""CPython's audit events, as capabilities. What the standard library does for itself is left out: read-only opens below
the interpreter's own folders before any frame is looked at, the rest by who called."""

from binascii import b2a_base64


def make_audit(shared, quiet):
    text, clean, emit, caller, path_of = shared.text, shared.clean, shared.emit, shared.caller, shared.path_of
    direct, sample_file, keep, keep_long = shared.direct, shared.sample_file, shared.keep, shared.keep_long
    writing = posix.O_WRONLY | posix.O_RDWR | posix.O_CREAT | posix.O_TRUNC | posix.O_APPEND
    code_limit = 2000
    members_of = object.__getattribute__
    own_library = f'/python{VERSION[0]}.{VERSION[1]}'
    makes_trees, interacts = (f'{own_library}/ast.py', f'{own_library}/codeop.py'), f'{own_library}/code.py'
    type_, str_, int_ = type, str, int
    shared.told, shared.suspended = False, 0

    # ---- targets ----

    @invisible
    def address_of(address):
        if type(address) is tuple and len(address) > 1:
            host = text(address[0])
            return f'[{host}]:{text(address[1])}' if ':' in host else f'{host}:{text(address[1])}'
        return f'unix:{text(address)}' if address is not None else ''

    @invisible
    def peer_of(connection):
        members = members_of(connection, '__dict__')
        return address_of((members.get('host'), members.get('port')))

    # ---- handlers: of `event` and its `args` ----

    @invisible
    def on_open(event, args):
        path, _, flags = args
        if type_(path) is int_:
            return
        if type_(path) is not str_:
            path = text(path)
        if flags & writing:
            emit('file.write\x1fopen', path if path.startswith('/') else path_of(path))
        elif not path.startswith(quiet) or '/../' in path:
            emit('file.read\x1fopen', path if path.startswith('/') else path_of(path))

    @invisible
    def on_chdir(event, args):
        shared.moved_folder()

    @invisible
    def on_list(event, args):
        frame = caller()
        if frame is None or not frame.f_code.co_filename.startswith('<frozen importlib'):
            emit(f'file.read\x1f{event}', path_of('' if args[0] is None else args[0]))

    @invisible
    def on_exec(event, args):
        code = args[0]
        if type(code) is not CODE:
            return
        if sample_file(code) is not None:
            shared.monitor(code)
            if shared.suspended:
                shared.trace(shared.on_call)
        name = code.co_filename
        if name.startswith('/') and code.co_name == '<module>' and not name.startswith(quiet):
            ran(name)
        if shared.told:
            shared.told = False
            return
        frame = caller()
        if direct(frame, interacts) and frame is not None:
            source = parsed.pop() if parsed and not name.startswith('/') else None
            if source is not None:
                keep_long(source, 'exec')
            emit('code.eval\x1fexec', name, '' if source is None else f'\x1fcode={clean(source, code_limit)}')

    told_files = set()
    parsed = []  # the text that was last made into a tree, or compiled by an interactive interpreter: what it becomes is told by `exec`

    @invisible
    def ran(name):
        if len(told_files) < 2000 and name not in told_files:
            told_files.add(name)
            frame = caller()
            while frame is not None and (found := sample_file(frame.f_code)) is None:
                frame = frame.f_back
            place = '\x1f' if frame is None else f'{found[0]}\x1f{frame.f_lineno}'
            shared.send(f'C\x1f{shared.pid}\x1f{shared.pid}\x1f0\x1fran\x1fpython\x1fexec\x1f{clean(name)}\x1f{place}\n')

    @invisible
    def on_compile(event, args):
        source, name = args
        if shared.told or type(source) not in (str, bytes):
            return
        frame = caller()
        if frame is not None and frame.f_code.co_filename.endswith(makes_trees):
            parsed[:] = [source]
        elif direct(frame):
            parsed.clear()
            keep_long(source, 'compile')
            emit('code.eval\x1fcompile', text(name), f'\x1fcode={clean(source, code_limit)}')

    @invisible
    def on_getframe(event, args):
        if direct(caller()):
            emit(f'system.probe\x1f{event}', '')

    @invisible
    def on_trace(event, args):
        if not shared.settling:
            shared.complete, shared.rearms = False, 0
            emit(f'system.probe\x1f{event}', '')

    @invisible
    def on_thread(event, args):
        shared.complete = shared.complete and VERSION >= (3, 12)

    @invisible
    def moved(event, args):
        source, target = path_of(args[0], args[2] if len(args) > 2 else -1), path_of(args[1], args[3] if len(args) > 3 else -1)
        emit(f'file.write\x1f{event}', target, f'\x1ffrom={clean(source)}')

    @invisible
    def linked(event, args):
        emit(f'file.write\x1f{event}', path_of(args[1], args[-1]), f'\x1fto={clean(args[0])}')

    def at_path(capability, folder=None):
        """`folder` is which argument names the descriptor of a folder that the path starts at."""
        @invisible
        def handler(event, args):
            emit(f'{capability}\x1f{event}', path_of(args[0], -1 if folder is None else args[folder]))
        return handler

    @invisible
    def at_database(event, args):
        name = text(args[0])
        emit(f'file.write\x1f{event}', name if name.startswith((':', 'file:')) else path_of(name))

    @invisible
    def at_mode(event, args):
        emit(f'file.permission\x1f{event}', path_of(args[0], args[2] if len(args) > 2 else -1), f'\x1fmode={args[1]:o}')

    def at_argument(capability, index):
        @invisible
        def handler(event, args):
            emit(f'{capability}\x1f{event}', args[index])
        return handler

    def at_address(capability, index):
        @invisible
        def handler(event, args):
            emit(f'{capability}\x1f{event}', address_of(args[index]))
        return handler

    @invisible
    def at_host(event, args):
        emit(f'network.connect\x1f{event}', address_of((args[1], args[2])))

    @invisible
    def at_peer(event, args):
        emit(f'network.send\x1f{event}', peer_of(args[0]))

    @invisible
    def asked(event, args):
        # A request without a body sends no more than its URL: told apart by its first word.
        data = args[1] if type(args[1]) is bytes else b''
        method = next((verb for verb in ('GET', 'HEAD', 'OPTIONS') if data.startswith(verb.encode() + b' ')), None)
        emit(f'network.send\x1f{event}', peer_of(args[0]), '' if method is None else f'\x1fmethod={method}')

    @invisible
    def resolved(event, args):
        emit(f'network.resolve\x1f{event}', args[0])

    @invisible
    def requested(event, args):
        method = text(args[3]) or ('GET' if args[1] is None else 'POST')
        emit(f'network.connect\x1f{event}', args[0], f'\x1fmethod={clean(method)}')
        if type(args[1]) is bytes and args[1]:  # told before there is a connection: where there is no network as well
            emit(f'network.send\x1f{event}', args[0], f'\x1fdata={b2a_base64(args[1][:1440], newline=False).decode()}')

    @invisible
    def launched(event, args):
        emit(f'process.spawn\x1f{event}', args[1] or args[0])

    @invisible
    def forked(event, args):
        emit(f'process.spawn\x1f{event}', 'fork')

    @invisible
    def signalled(event, args):
        emit(f'process.signal\x1f{event}', args[0], f'\x1fsignal={clean(args[1])}')

    @invisible
    def bound(event, args):
        emit(f'network.listen\x1f{event}', address_of(args[1]))
        if shared.on_bind is not None:
            shared.on_bind(args[0], args[1])

    def by_sample(capability, index, through=None):
        """For what the standard library does all the time: told only where the sample itself asked for it."""
        @invisible
        def handler(event, args):
            if direct(caller(), through):
                emit(f'{capability}\x1f{event}', args[index] if index is not None else '')
        return handler

    @invisible
    def loaded(event, args):
        if args[0] is not None:
            emit(f'code.native\x1f{event}', args[0])

    @invisible
    def unmarshalled(event, args):
        if direct(caller()):
            if type(args[0]) is bytes:
                keep(b2a_base64(args[0][:48000], newline=False).decode(), 'marshal', event)
            emit(f'code.deserialize\x1f{event}', '')

    @invisible
    def unpickled(event, args):
        frame = caller()
        while frame is not None and sample_file(frame.f_code) is None:
            frame = frame.f_back
        if frame is not None:
            emit(f'code.deserialize\x1f{event}', f'{text(args[0])}.{text(args[1])}')

    handlers = {'open': on_open, 'exec': on_exec, 'compile': on_compile, 'sys._getframe': on_getframe,
                'os.chmod': at_mode, 'os.rename': moved, 'shutil.move': moved, 'shutil.copytree': moved,
                'os.symlink': linked, 'os.link': linked, '_thread.start_new_thread': on_thread,
                'urllib.Request': requested, 'subprocess.Popen': launched, 'os.exec': launched,
                'os.posix_spawn': launched, 'os.chdir': on_chdir, 'os.fork': forked, 'os.forkpty': forked, 'os.kill': signalled,
                'os.killpg': signalled, 'socket.bind': bound, 'signal.pthread_kill': signalled, 'ctypes.dlopen': loaded,
                'pickle.find_class': unpickled}
    for names, handler in (
        ('os.listdir os.scandir', on_list),
        ('os.remove os.rmdir', at_path('file.delete', 1)),
        ('shutil.rmtree', at_path('file.delete')),
        ('os.mkdir', at_path('file.write', 2)),
        ('os.truncate', at_path('file.write')),
        ('sqlite3.connect', at_database),
        ('os.utime', at_path('file.write', 3)),
        ('os.chown', at_path('file.permission', 3)),
        ('os.setxattr os.removexattr shutil.chown', at_path('file.permission')),
        ('shutil.make_archive shutil.unpack_archive', at_argument('file.write', 0)),
        ('os.system pty.spawn webbrowser.open', at_argument('process.spawn', 0)),
        ('socket.connect', at_address('network.connect', 1)),
        ('socket.sendto socket.sendmsg', at_address('network.send', 1)),
        ('socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr', resolved),
        ('http.client.connect ftplib.connect smtplib.connect imaplib.open poplib.connect nntplib.connect '
         'telnetlib.Telnet.open', at_host),
        ('http.client.send', asked),
        ('ftplib.sendcmd smtplib.send imaplib.send poplib.putline', at_peer),
        ('ctypes.dlsym ctypes.dlsym/handle', by_sample('code.native', 1, '/ctypes/')),
        ('ctypes.call_function ctypes.cdata ctypes.string_at sqlite3.load_extension',
         by_sample('code.native', 0, '/ctypes/')),
        ('marshal.loads', unmarshalled), ('marshal.load', by_sample('code.deserialize', None)),
        ('code.__new__', by_sample('code.eval', 1)),
        ('sys.addaudithook sys._current_frames gc.get_objects gc.get_referrers', by_sample('system.probe', None)),
        ('sys.settrace sys.setprofile', on_trace),
    ):
        for name in names.split():
            handlers[name] = handler
    handler_of = handlers.get

    @invisible
    def hook(event, args):
        handler = handler_of(event)
        if handler is None or shared.walking or not shared.hinting:
            return
        try:
            handler(event, args)
        except Exception as error:
            if foreign(error):
                raise

    shared.hook = hook
