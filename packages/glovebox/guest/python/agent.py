"""The Python agent: runs the sample as `python3 sample.py` would, and hints at what it is about to do.

Its parts lie beside it, compiled or not like itself, and share a namespace of their own: no entry in `sys.modules`, and
a private copy of the builtins, so that nothing the sample replaces is looked up again.
"""


def agent(path):
    import builtins
    import marshal
    import posix

    folder, _, name = path.rpartition('/')
    ending = name.removeprefix('agent')

    def read(file):
        descriptor = posix.open(file, posix.O_RDONLY | posix.O_CLOEXEC)
        chunks = []
        while chunk := posix.read(descriptor, 65536):
            chunks.append(chunk)
        posix.close(descriptor)
        return b''.join(chunks)

    def part(name):
        file = f'{folder}/{name}{ending}'
        content = read(file)
        code = marshal.loads(memoryview(content)[16:]) if ending.endswith('.pyc') else compile(content, file, 'exec')
        own.add(code.co_filename)
        exec(code, namespace)

    own = set()
    namespace = {'__builtins__': dict(builtins.__dict__), '__name__': 'agent', 'own': own, 'read': read, 'part': part}
    for name in ('hints', 'lines', 'audit', 'unaudited', 'run'):
        part(name)
    namespace['run']()


agent(__file__)
raise SystemError  # nobody sees this: CPython leaves every Python frame and calls `sys.excepthook`, which runs the sample
