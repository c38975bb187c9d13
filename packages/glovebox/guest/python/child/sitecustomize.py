"""A Python that the sample starts: its agent, before the script. Loaded by the interpreter's own `site` (see `children/`)."""


def start(path):
    import builtins
    import marshal
    import posix
    import sys

    folder = path.rpartition('/')[0]
    agents = folder.rpartition('/')[0]
    left = [entry for entry in posix.environ.pop(b'PYTHONPATH', b'').split(b':') if entry != folder.encode()]
    posix.unsetenv(b'PYTHONPATH')
    if left:
        posix.putenv(b'PYTHONPATH', b':'.join(left))
        posix.environ[b'PYTHONPATH'] = b':'.join(left)
    if folder in sys.path:
        sys.path.remove(folder)
    if 'os' in sys.modules:
        restore(sys.modules['os'].environ, left)
    tag = f'.{sys.implementation.cache_tag}.pyc'
    own = set()

    def read(file):
        descriptor = posix.open(file, posix.O_RDONLY | posix.O_CLOEXEC)
        chunks = []
        while chunk := posix.read(descriptor, 65536):
            chunks.append(chunk)
        posix.close(descriptor)
        return b''.join(chunks)

    def part(name):
        try:
            code = marshal.loads(memoryview(read(f'{agents}/{name}{tag}'))[16:])
        except FileNotFoundError:
            code = compile(read(f'{agents}/{name}.py'), f'{agents}/{name}.py', 'exec')
        own.add(code.co_filename)
        exec(code, namespace)

    namespace = {'__builtins__': dict(builtins.__dict__), '__name__': 'agent', 'own': own, 'read': read, 'part': part}
    for name in ('hints', 'lines', 'audit', 'unaudited', 'child'):
        part(name)
    namespace['watch_child']()


def restore(variables, left):
    if left:
        variables['PYTHONPATH'] = b':'.join(left).decode('utf-8', 'surrogateescape')
    else:
        variables.pop('PYTHONPATH', None)


try:
    start(__file__)
except Exception:
    pass  # unwatched, it runs all the same
