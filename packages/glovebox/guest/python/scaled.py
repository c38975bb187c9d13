"""After the program, in a run that asks for it: each function of the sample's gets inputs that grow, and then the same one
again and again. Marks around each call tell what it cost: at most what passed between them, by a clock outside."""

import _signal

TARGETS, PARAMETERS = 40, 3
PATIENCE = 0.5  # seconds of one function with one kind of input; the kernel ends its process, whatever it is in
SLOW = 50_000_000  # nanoseconds of processor time: a call that took so long is the last of its ladder
NAP = 0.02  # seconds between looks at a child
LADDER = [*range(8, 41)]
LONG_LADDER = [*LADDER, 160, 640, 2560]
ROUNDS, BATCHES = 60, 3
KEPT_DESCRIPTORS, KEPT_KIB = 30, 2048  # of one batch
SHOWN = 0.1  # seconds that what is kept stays open to be counted from outside
MEMORY, BYTES = 160 << 20, 4 << 20
SECONDS = 1.6  # for all of it
TEXTS = ('a', '1', ' a')
# What acts on the world, and what it is given, says nothing about time: it is exercised elsewhere.
ACTS = frozenset('system popen Popen check_output check_call remove unlink rmtree rmdir rename chmod connect sendto urlopen urlretrieve '
                 'requests httpx aiohttp urllib subprocess shutil kill fork exec eval input sleep __import__ ctypes'.split())
PLACES = ('path', 'file', 'dir', 'folder', 'url', 'host', 'port', 'cmd', 'command', 'pid', 'sock', 'conn')
NAMES = (
    (('items', 'values', 'list', 'lst', 'arr', 'nums', 'numbers', 'rows', 'records', 'xs', 'seq'), 'list'),
    (('count', 'num', 'size', 'limit', 'depth', 'level', 'total', 'index'), 'number'),
    (('text', 'str', 'word', 'line', 'msg', 'message', 'name', 'mail', 'url', 'input', 'data', 'value', 'token', 'html', 'pattern'), 'text'),
)


def make_scaled(shared):
    sample_file, send, clean = shared.sample_file, shared.send, shared.clean
    fork, waitpid, leave, dup, close, kill = posix.fork, posix.waitpid, posix._exit, posix.dup, posix.close, posix.kill
    setitimer, setsignal, mask, ended = _signal.setitimer, _signal.signal, _signal.pthread_sigmask, _signal.sigtimedwait
    monotonic, spent, empty = time.monotonic, time.process_time_ns, posix.open('/dev/null', posix.O_RDWR)
    try:
        import resource

        setrlimit, usage = resource.setrlimit, resource.getrusage
        limits = ((resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_FSIZE, BYTES))
    except ImportError:
        limits, usage = (), None

    def run_all(namespace, _program):
        if posix.getpid() != shared.main_pid:
            return
        mask(_signal.SIG_BLOCK, (_signal.SIGCHLD,))
        functions = [value for value in list(namespace.values()) if type(value) is type(plain) and sample_file(value.__code__) is not None]
        until = monotonic() + SECONDS
        for function in functions[:TARGETS]:
            if monotonic() > until:
                break
            takes = function.__code__.co_argcount - len(function.__defaults__ or ())
            if not 1 <= takes <= PARAMETERS or acts(function.__code__):
                continue
            if in_child(lambda: again(function, takes)):
                continue
            for kind in kinds_of(function):
                if in_child(lambda: climb(function, takes, kind)):
                    break
        mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))

    def acts(code):
        named = [name.lower() for name in code.co_varnames[:code.co_argcount]]
        inner = [item for item in code.co_consts if type(item) is CODE]
        return not ACTS.isdisjoint(code.co_names) or any(word in name for name in named for word in PLACES) or any(map(acts, inner))

    def kinds_of(function):
        """What its first parameter may be: as its hint or its name says, or what does not make it fail."""
        name = function.__code__.co_varnames[0]
        hint = str(getattr(function, '__annotations__', {}).get(name, ''))
        if 'int' in hint:
            return ['number']
        if 'str' in hint:
            return TEXTS
        if 'list' in hint.lower() or 'Sequence' in hint:
            return ['list']
        for words, kind in NAMES:
            if any(word in name.lower() for word in words):
                return TEXTS if kind == 'text' else [kind]
        return ['number'] if len(name) == 1 and name in 'nkxmij' else [*TEXTS[:1], 'list', 'number']

    def in_child(action):
        """Whether there is nothing more to learn of it: it was slow, kept something, or did not come back."""
        shared.walking = True
        try:
            pid = fork()
        except OSError:
            return True
        finally:
            shared.walking = False
        if pid == 0:
            over = False
            try:
                mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))
                setsignal(_signal.SIGALRM, _signal.SIG_DFL)
                setitimer(_signal.ITIMER_REAL, PATIENCE)
                for descriptor in (0, 1, 2):
                    posix.dup2(empty, descriptor)
                for kind, most in limits:
                    setrlimit(kind, (most, most))
                sys.setrecursionlimit(3000)
                time.sleep = lambda *_: None
                over = action()
            except BaseException:
                pass
            finally:
                leave(1 if over else 0)
        until = monotonic() + PATIENCE + 0.4
        while monotonic() < until:
            try:
                found, status = waitpid(pid, posix.WNOHANG)
            except OSError:
                return True
            if found == pid:
                return status != 0
            ended((_signal.SIGCHLD,), NAP)
        shared.walking = True
        kill(pid, 9)
        shared.walking = False
        return True

    def told(function, kind, size, cost=0):
        code = function.__code__
        place = f'{sample_file(code)[0]}\x1f{code.co_firstlineno}'
        send(f'G\x1f{shared.pid}\x1f{clean(function.__name__, 100)}\x1f{place}\x1f{kind}\x1f{size}\x1f{cost}\n')

    def climb(function, takes, kind):
        for size in LADDER if kind == 'number' else LONG_LADDER:
            values = [made(kind, size) for _ in range(takes)]
            told(function, kind, size)
            since = spent()
            try:
                use(function(*values))
            except Exception:
                told(function, kind, 0, (spent() - since) // 1000)
                return False  # it is made for something else
            cost = spent() - since
            told(function, kind, 0, cost // 1000)
            if cost > SLOW:
                return True
        return False

    def made(kind, size):
        if kind == 'number':
            return size
        return [*range(size, 0, -1)] if kind == 'list' else kind * (size // len(kind)) + '!'

    def use(result):
        if type(result).__name__ == 'generator':
            for _ in result:
                pass

    def again(function, takes):
        """The same input many times: what is kept of each round is never let go of."""
        values = [made(kinds_of(function)[0], 8) for _ in range(takes)]
        before, most = lowest(), []
        memory = [used()]
        for _ in range(BATCHES):
            for _ in range(ROUNDS):
                try:
                    function(*values)
                except Exception:
                    return False
            most.append(lowest())
            memory.append(used())
        steps = [later - earlier for earlier, later in zip([before, *most], most)]
        if min(steps) >= KEPT_DESCRIPTORS:
            told(function, 'descriptors', most[-1] - before)
            ended((_signal.SIGCHLD,), SHOWN)
            return True
        grown = [later - earlier for earlier, later in zip(memory, memory[1:])]
        if min(grown) >= KEPT_KIB:
            told(function, 'memory', memory[-1] - memory[0])
            ended((_signal.SIGCHLD,), SHOWN)
            return True
        return False

    def lowest():
        """The lowest descriptor that is free."""
        free = dup(empty)
        close(free)
        return free

    def used():
        return usage(0).ru_maxrss if usage else 0

    return run_all
