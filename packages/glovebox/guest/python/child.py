"""The agent of a Python that the sample started. Lines are told with hints alone: nothing is traced between them."""

HINTS, ROOT = 40, '/work/'


def watch_child():
    library = tuple({f'{prefix}/lib/' for prefix in (sys.prefix, sys.base_prefix, sys.base_exec_prefix)})
    shared = Shared()
    files = make_hints(shared, '', ROOT, library, HINTS)
    make_lines(shared, files)
    shared.complete, shared.rearms, shared.monitor = False, 0, nothing
    make_audit(shared, library + ('/usr/lib/', '/lib/', '/usr/local/lib/', *own))
    watch_unaudited(shared)
    shared.send(f'B\x1f{shared.pid}\x1f{shared.key}\n')
    sys.addaudithook(shared.hook)


@invisible
def nothing(code):
    pass
