"""The Python agent inside Pyodide: the parts of `guest/python` around a run that begins and ends in one call of the host.

It is set up before the snapshot is made; what belongs to one run (random numbers, variables, the clock) is renewed after it
was loaded."""

import _frozen_importlib_external
import _sitebuiltins
import atexit
import gc
import linecache
import os
import random

HINTS = 40
REHEARSAL = '/work/rehearsal.py'
STRANGE = ('pyodide_js', 'pyodide_js._api', 'js')


def prepare(environment, watched):
    """Everything before the job: renews what a snapshot must not share between two runs, and sets the agent up."""
    os.environ.clear()
    os.environ.update(environment)
    if 'tempfile' in sys.modules:
        sys.modules['tempfile'].tempdir = None
        sys.modules['tempfile']._name_sequence = None
    for name in STRANGE:
        sys.modules.pop(name, None)
    sys.path[:] = ['/work', *[path for path in sys.path if path]]
    builtins.quit = _sitebuiltins.Quitter('quit', 'Ctrl-D (i.e. EOF)')
    builtins.exit = _sitebuiltins.Quitter('exit', 'Ctrl-D (i.e. EOF)')
    os.chdir('/work')
    if not hasattr(_thread, 'get_native_id'):
        _thread.get_native_id = posix.getpid
    shared = Shared()
    files = make_hints(shared, '', '/work/', ('/lib/',), HINTS if watched else None)
    make_lines(shared, files)
    make_audit(shared, ('/lib/', '/dev/', *own))
    shared.hinting = False
    if watched:
        watch_unaudited(shared)
        builtins.__import__('os', None, None, ('path',))  # what is loaded already is watched from here
        sys.addaudithook(shared.hook)

    def run(entry, arguments):
        return run_sample(shared, watched, entry, arguments)

    def settle():
        """After the rehearsal: nothing of it is left."""
        linecache.clearcache()
        files.pop(REHEARSAL, None)
        sys.last_exc = None
        del sys.last_exc
        shared.complete, shared.hinting = True, False
        main_namespace(REHEARSAL)
        random.seed()
        gc.collect()
        gc.freeze()

    return run, settle


def run_sample(shared, watched, entry, arguments):
    """Runs the sample as `python3 sample.py` would; returns its exit code."""
    sys.path[0] = entry.rpartition('/')[0] or '/'
    sys.argv, sys.orig_argv = [entry, *arguments], [sys.executable, entry, *arguments]
    code = 1
    try:
        code = execute(shared, entry, main_namespace(entry), watched)
    except SystemExit as error:
        code = exit_code(error.code)
    except BaseException as error:
        show(shared, error)
    try:
        atexit._run_exitfuncs()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # the sample closed or replaced it
                pass
        if watched:
            shared.send_lines(1 if shared.complete else 0)
        shared.hinting = False
    return code


def execute(shared, entry, namespace, watched):
    program = compile(source_of(entry), entry, 'exec', 0, True)
    shared.hinting = watched
    shared.send(f'B\x1f{shared.pid}\n')
    if watched:
        shared.begin_lines(program)
    exec(program, namespace)
    return 0


def source_of(path):
    with open(path, 'rb') as file:
        return file.read()


def main_namespace(entry):
    namespace = sys.modules['__main__'].__dict__
    namespace.clear()
    loader = _frozen_importlib_external.SourceFileLoader('__main__', entry)
    namespace.update(
        __name__='__main__', __doc__=None, __package__=None, __spec__=None, __builtins__=builtins,
        __file__=entry, __cached__=None, __loader__=loader,
    )
    return namespace


def exit_code(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xff
    print(code, file=sys.stderr)
    return 1


def show(shared, failure):
    """As CPython ends a program: through `sys.excepthook`, whoever put it there, without the agent's own frames."""
    trace_back = failure.__traceback__
    while trace_back is not None and trace_back.tb_frame.f_code.co_filename in own:
        trace_back = trace_back.tb_next
    failure.__traceback__ = trace_back
    try:
        message = shared.clean(str(failure), 500)
    except Exception:
        message = ''
    shared.send(f'X\x1f{shared.pid}\x1f{shared.clean(type(failure).__name__)}\x1f{message}\n')
    linecache.checkcache()
    sys.last_exc = failure
    hinting, shared.hinting = shared.hinting, shared.hinting and sys.excepthook is not sys.__excepthook__
    sys.excepthook(type(failure), failure, trace_back)
    shared.hinting = hinting
