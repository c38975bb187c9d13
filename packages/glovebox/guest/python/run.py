"""The job, and the sample as a main program of its own.

The sample starts from `sys.excepthook`, which CPython calls when no Python frame is left below: what it sees of its
stack, and how it ends, is what `python3 sample.py` gives it.
"""

import _frozen_importlib_external
import _sitebuiltins
import atexit

JOB, GIVEN, HINTS = 3, 4, 40  # the hints move up, out of the way of a sample that counts on low descriptors


def run():
    wishes = dict(word.split('=', 1) for word in sys.argv[1:] if '=' in word)
    if wishes:
        for name in ('wishes', 'arguments', 'drive', 'calls', 'exercise', 'serve'):
            part(name)
    if 'scaled' in wishes:
        part('scaled')
    if 'forced' in wishes:
        part('forced')
    entry, *arguments = read_job()
    if entry == '':
        part('session')
        return run_session(arguments, prepare)
    posix.close(JOB)
    shared, watched, namespace = prepare(entry, arguments)
    if wishes:
        grant(wishes)
    exercise = begin_serving = None
    if watched and 'exercise' in wishes:
        exercise = make_exercise(shared, wishes)
        begin_serving, shared.on_bind = make_server_client(shared, wishes)
    if watched and 'scaled' in wishes:
        exercise = make_scaled(shared)
    force = begin_forcing(wishes['forced']) if 'forced' in wishes else None
    exec_, excepthook, addaudithook = exec, sys.__excepthook__, sys.addaudithook
    interrupted = False

    @invisible
    def body(*_):
        nonlocal interrupted
        sys.excepthook = excepthook
        for name in ('last_type', 'last_value', 'last_traceback', 'last_exc'):
            sys.__dict__.pop(name, None)
        failure = None
        try:
            source = source_of(entry)
            program = compile(source, entry, 'exec', 0, True) if force is None else force(source, entry)
            shared.send(f'B\x1f{shared.pid}\x1f{shared.key}\n')
            if begin_serving is not None:
                begin_serving(program)
            if watched:
                shared.begin_lines(program)
                addaudithook(shared.hook)
            try:
                exec_(program, namespace)
            finally:
                if exercise is not None:
                    exercise(namespace, program)
        except SystemExit:
            raise
        except BaseException as error:
            failure = error
        if failure is None or shared.stopped_server and type(failure) is KeyboardInterrupt:
            raise SystemExit(0)
        interrupted = type(failure) is KeyboardInterrupt
        end_with(shared, failure)
        raise SystemExit(1)

    def finish():
        shared.send_lines(1 if shared.complete and shared.pid == shared.main_pid else 0)
        if interrupted and shared.pid == shared.main_pid:
            die_of_interrupt(shared)

    atexit.register(finish)
    sys.excepthook = body


def prepare(entry, arguments=()):
    root = posix.getcwd().rstrip('/') + '/'
    library = tuple({f'{prefix}/lib/' for prefix in (sys.prefix, sys.base_prefix, sys.base_exec_prefix)})
    shared = Shared()
    channel = move_hints()
    watched = channel is not None
    files = make_hints(shared, entry, root, library, channel)
    make_lines(shared, files)
    make_audit(shared, library + ('/usr/lib/', '/lib/', '/usr/local/lib/', *own))
    if watched:
        watch_unaudited(shared)
    prepare_interpreter(entry, arguments)
    return shared, watched, main_namespace(entry)


def read_job():
    try:
        posix.write(GIVEN, b'W\x1f%d\n' % posix.getpid())
    except OSError:
        pass  # nobody listens
    return read_line()


def read_line():
    line = b''
    while not line.endswith(b'\n'):
        chunk = posix.read(JOB, 4096)
        if not chunk:
            posix._exit(125)
        line += chunk
    return [unescape(field) for field in line[:-1].split(b'\x1f')]


def unescape(field):
    parts = field.split(b'\\\\')
    field = b'\\'.join([part.replace(b'\\n', b'\n').replace(b'\\r', b'\r').replace(b'\\u', b'\x1f') for part in parts])
    return field.decode('utf-8', 'surrogateescape')


def move_hints():
    """The descriptor for hints; None where nobody listens, and then nothing is watched."""
    try:
        posix.dup2(GIVEN, HINTS, False)
        posix.close(GIVEN)
        return HINTS
    except OSError:
        return None


def prepare_interpreter(entry, arguments):
    """What `site` and the command line give a program: packages on the path, `exit`, `quit`, `help`, arguments."""
    name = f'python{VERSION[0]}.{VERSION[1]}'
    folders = [f'{sys.prefix}/lib/{name}/site-packages']
    if sys.prefix == '/usr':
        folders = [f'/usr/local/lib/{name}/dist-packages', '/usr/lib/python3/dist-packages', f'/usr/lib/{name}/dist-packages']
    for folder in folders:
        try:
            posix.stat(folder)
            sys.path.append(folder)
        except OSError:
            pass
    sys.path.insert(0, entry.rpartition('/')[0] or '/')
    sys.argv = [entry, *arguments]
    sys.orig_argv = [sys.executable, entry, *arguments]
    builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
    builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
    builtins.help = _sitebuiltins._Helper()


def main_namespace(entry):
    namespace = sys.modules['__main__'].__dict__
    kept = ('__name__', '__doc__', '__package__', '__spec__', '__annotations__', '__builtins__')
    for name in list(namespace):
        if name not in kept:
            del namespace[name]
    loader = _frozen_importlib_external.SourceFileLoader('__main__', entry)
    namespace.update(__doc__=None, __file__=entry, __cached__=None, __loader__=loader)
    if VERSION < (3, 14):
        namespace['__annotations__'] = {}
    return namespace


def source_of(path):
    try:
        return read(path)
    except OSError as error:
        problem = f'[Errno {error.errno}] {error.strerror}'
        sys.stderr.write(f"{sys.executable}: can't open file {path!r}: {problem}\n")
        posix._exit(2)


@invisible
def trim(failure):
    """Takes the agent's own frames off the traceback; returns it."""
    trace_back = failure.__traceback__
    while trace_back is not None and trace_back.tb_frame.f_code.co_filename in own:
        trace_back = trace_back.tb_next
    failure.__traceback__ = trace_back
    return trace_back


@invisible
def end_with(shared, failure):
    """As CPython ends a program: through `sys.excepthook`, whoever put it there."""
    trace_back = trim(failure)
    try:
        message = shared.clean(str(failure), 500)
    except Exception:
        message = ''
    shared.send(f'X\x1f{shared.pid}\x1f{shared.clean(type(failure).__name__)}\x1f{message}\n')
    sys.last_type, sys.last_value, sys.last_traceback = type(failure), failure, trace_back
    if VERSION >= (3, 12):
        sys.last_exc = failure
    excepthook = getattr(sys, 'excepthook', None)
    if excepthook is None:
        sys.stderr.write('sys.excepthook is missing\n')
        excepthook = sys.__excepthook__
    try:
        if excepthook is sys.__excepthook__:
            show(failure)
        else:
            excepthook(type(failure), failure, trace_back)
    except SystemExit:
        raise
    except BaseException as error:
        sys.stderr.write('Error in sys.excepthook:\n')
        show(error)
        sys.stderr.write('\nOriginal exception was:\n')
        show(failure)


def show(failure):
    # Visible on purpose: CPython prints source lines only where some frame can be seen.
    sys.__excepthook__(type(failure), failure, failure.__traceback__)


def die_of_interrupt(shared):
    """CPython ends an interrupted program by the signal itself, so that a shell sees it."""
    import _signal

    sys.stdout.flush()
    shared.hinting = False
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    posix.kill(shared.pid, _signal.SIGINT)
