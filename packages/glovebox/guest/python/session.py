"""A session: cells, one after another, in one `__main__`. Loaded only when the first job names no program.

A cell is a file. Its last expression's value, or the error that ended it, is told before its end is (see README.md).
"""

import _ast
import _io
import _signal

CHUNK, VALUE, TRACEBACK = 900, 20_000, 40_000  # characters


def run_session(job, prepare):
    posix.set_inheritable(JOB, False)
    shared, _, namespace = prepare(job[0])
    part('outputs')
    part('commands')
    outputs = make_outputs(shared)
    builtins.display = outputs.display
    draw_without_screen()
    offer_installed()
    exec_, eval_, repr_, excepthook, addaudithook = exec, eval, repr, sys.__excepthook__, sys.addaudithook
    in_cell = hooked = False

    @invisible
    def on_interrupt(number, frame):
        nonlocal in_cell
        if in_cell:
            in_cell = False  # once a cell: what it does about it is its own affair, and the agent is never interrupted
            raise KeyboardInterrupt

    @invisible
    def compiled(path):
        """The cell up to its last statement, and that one when it is an expression."""
        shared.walking = True  # what the agent reads and compiles is no act of the sample
        try:
            tree = parsed(read(path), path)
            last = _ast.Expression(tree.body.pop().value) if tree.body and type(tree.body[-1]) is _ast.Expr else None
            return compile(tree, path, 'exec', 0, True), last and compile(last, path, 'eval', 0, True)
        finally:
            shared.walking = False

    @invisible
    def begin(parts):
        nonlocal hooked
        shared.send(f'B\x1f{shared.pid}\n')
        for part in parts:
            if part is not None:
                shared.begin_lines(part)
        if not hooked:
            addaudithook(shared.hook)
            hooked = True

    @invisible
    def run_cell(path, token):
        nonlocal in_cell
        failure = value = None
        outputs.begin(token)
        try:
            body, last = compiled(path)
            namespace['__file__'] = path
            in_cell = True
            begin((body, last))
            exec_(body, namespace)
            if last is not None:
                value = eval_(last, namespace)
                if value is not None:
                    outputs.value(value)
                    value = repr_(value)
            in_cell = False
        except BaseException as error:
            in_cell = False
            failure = error
        shared.trace(None)
        return draw(failure), value

    @invisible
    def draw(failure):
        """What was drawn before an error is seen as well; an interrupted cell ends at once."""
        nonlocal in_cell
        if type(failure) is KeyboardInterrupt or shared.pid != shared.main_pid:
            return failure
        try:
            in_cell = True
            outputs.figures()
            in_cell = False
        except BaseException as error:
            in_cell = False
            return failure or error
        return failure

    @invisible
    def tell(failure, value):
        if type(value) is str:
            tell_long('value', value[:VALUE])
        if failure is None:
            return True
        if isinstance(failure, SystemExit):
            code = failure.code
            if code is not None and type(code) is not int:
                sys.stderr.write(f'{code}\n')
            tell_long('exit', str(code if type(code) is int else int(code is not None)))
            return True
        trim(failure)
        tell_long('traceback', text_of(failure)[-TRACEBACK:])
        shared.send(f'X\x1f{shared.pid}\x1f{shared.clean(type(failure).__name__)}\x1f{message_of(shared, failure)}\n')
        return False

    @invisible
    def tell_long(name, text):
        for at in range(0, len(text), CHUNK):
            shared.send(f'V\x1f{shared.pid}\x1f{name}\x1f{shared.clean(text[at:at + CHUNK], CHUNK)}\n')

    @invisible
    def flush():
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except Exception:
                pass  # closed or replaced by the sample

    @invisible
    def leave_child(failure):
        """A fork that came to the end of the cell is no session: it ends as a program does."""
        if failure is not None and not isinstance(failure, SystemExit):
            show(failure)
            raise SystemExit(1)
        raise failure or SystemExit(0)

    @invisible
    def body(*_):
        nonlocal job
        sys.excepthook = excepthook
        for name in ('last_type', 'last_value', 'last_traceback', 'last_exc'):
            sys.__dict__.pop(name, None)
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True)  # whoever listens sees a line when it is printed
        _signal.signal(_signal.SIGINT, on_interrupt)
        while True:
            failure, value = run_cell(*cell_of(job))
            if shared.pid != shared.main_pid:
                leave_child(failure)
            outputs.end()
            complete = tell(failure, value)
            failure = value = None
            flush()
            shared.send_lines(1 if shared.complete else 0)
            shared.send(f'D\x1f{int(complete)}\n')
            job = read_line()[1:]

    sys.excepthook = body


@invisible
def cell_of(job):
    """Its path, and the word by which what it displays is known to be its own."""
    return job[0], job[1] if len(job) > 1 else ''


def offer_installed():
    """Packages that are installed meanwhile are found, before the distribution's own. The finder is made here: one for a folder
    that is not there yet would never be."""
    external = _frozen_importlib_external
    folder = f'{posix.environ.get(b"HOME", b"").decode()}/.local/lib/python{VERSION[0]}.{VERSION[1]}/site-packages'
    packages = [at for at, path in enumerate(sys.path) if path.endswith('-packages')]
    sys.path.insert(packages[0] if packages else len(sys.path), folder)
    sys.path_importer_cache[folder] = external.FileFinder(folder, *external._get_supported_file_loaders())


@invisible
def message_of(shared, failure):
    try:
        return shared.clean(str(failure), 500)
    except Exception:
        return ''


def text_of(failure):
    # Visible on purpose, as `show` is.
    kept, sys.stderr = sys.stderr, _io.StringIO()
    try:
        show(failure)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = kept
