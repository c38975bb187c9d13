"""The job: refuses the program, or runs it under the guards.

Everything that does not depend on the program is made before the job is read: a prepared sandbox waits with it.
"""

import ast
import sys

from RestrictedPython import compile_restricted_exec


class Refused(Exception):
    """What the policy does not allow: file, line, message."""


def start():
    global GIVEN
    channel = move_hints()
    GIVEN = HINTS
    root = posix.getcwd().rstrip('/') + '/'
    shared = Shared()
    files = make_hints(shared, '', root, (), channel)
    make_lines(shared, files)
    make_audit(shared, ('/usr/', '/lib/', '/opt/', '/glovebox/', *own))
    world = make_guards(shared)
    arguments, own_modules = [], {}
    make_modules(shared, world, arguments, own_modules)
    compiled('/warm.py', b'class A:\n    def b(self, c):\n        self.d = [e.f for e in c][0]\n        return f"{c}"\n')
    arguments += read_job()
    posix.close(JOB)
    try:
        program = check(arguments[0], root, own_modules)
    except Refused as refusal:
        file, line, message = refusal.args
        shared.send(f'N\x1f{shared.pid}\x1f{shared.clean(file)}\x1f{line}\x1f{shared.clean(message)}\n')
        if channel is None:
            sys.stderr.write(f'{file}, line {line}: {message}\n')
        leave(shared, 1)
    except SyntaxError as error:
        program, failure = None, error
    leave(shared, run_program(shared, world, program) if program is not None else failed(shared, failure))


@invisible
def run_program(shared, world, program):
    shared.send(f'B\x1f{shared.pid}\n')
    if shared.hinting:
        shared.begin_lines(program)
        sys.addaudithook(shared.hook)
    try:
        exec(program, world.namespace)
    except SystemExit as exit:
        return code_of(exit.code)
    except KeyboardInterrupt as error:
        failed(shared, error)
        return 130
    except BaseException as error:
        return failed(shared, error)
    return 0


def failed(shared, error):
    end_with(shared, error)
    return 1


def code_of(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & 0xff
    sys.stderr.write(f'{code}\n')
    return 1


def leave(shared, code):
    """Nothing of a restricted program is left to be called at the end; the interpreter need not be taken down."""
    shared.send_lines(1 if shared.complete else 0)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 120  # as CPython, where nobody reads
    posix._exit(code)


def check(entry, root, own_modules):
    """Compiles the program, and into `own_modules` the files of its own that it imports. Raises Refused or SyntaxError."""
    program, waiting = None, [('', entry)]
    while waiting:
        name, path = waiting.pop()
        imported, code = compiled(path, source_of(path))
        if name:
            own_modules[name] = code
        else:
            program = code
        for each in imported:
            file = f'{root}{each}.py'
            if each.isidentifier() and each not in own_modules and each not in OFFERED and is_file(file):
                own_modules[each] = None
                waiting.append((each, file))
    return program


def is_file(path):
    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def compiled(path, source):
    """The names that `source` imports, and its code under the policy."""
    try:
        tree = parsed(path, source)
        imported = imports_of(tree)  # before the policy rewrites it
        result = compile_restricted_exec(tree, path, policy=Policy)
    except (RecursionError, MemoryError):
        raise Refused(path, 1, 'the program is nested too deeply') from None
    if result.errors:
        raise Refused(path, *min(result.errors))
    if binds_a_guard(result.code):
        raise Refused(path, 1, 'a name of the sandbox is bound')
    return imported, result.code


def parsed(path, source):
    try:
        return ast.parse(source, path)
    except SyntaxError as error:
        raise error.with_traceback(None)
    except ValueError as error:
        raise SyntaxError(str(error)) from None  # a NUL byte; as Python 3.12 and later say it


def imports_of(tree):
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.append(node.module)
    return names
