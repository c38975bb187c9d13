"""The agent of the restricted backend: a Python program under RestrictedPython's policy and the guards of this folder.

Its parts share a namespace of their own with those of the Python agent that it needs. The argument is the folder that
holds the RestrictedPython package.
"""


def agent(path, library):
    import builtins
    import marshal
    import posix
    import sys

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

    sys.path.append(library)
    own = set()
    namespace = {'__builtins__': dict(builtins.__dict__), '__name__': 'agent', 'own': own, 'read': read}
    for name in ('../python/hints', '../python/lines', '../python/audit', '../python/run', 'policy', 'guards', 'modules', 'start'):
        part(name)
    sys.path.remove(library)
    namespace['start']()


if __name__ == '__main__':
    import sys

    agent(__file__, sys.argv[1])
