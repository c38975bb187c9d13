"""After the program: what it defines and did not use is called. That happens in a process of its own, which ends whatever
the functions do to it; the next one goes on with what comes after. Bounded in calls, time, memory, processes and bytes."""

import _signal

TARGETS, NESTED = 80, 3
NAP = 0.02  # seconds between looks at a child
TICK = 0.025  # seconds between looks at what is called
IDLE = 3  # such looks at one that does nothing: it waits
LONGEST = 2.0  # seconds of one target, where other programs have the processors
BUSY = 2  # times more of the whole, likewise
LOADING = 24  # ticks for loading libraries, in one child
PATIENCE, GRACE = 0.7, 0.3  # seconds that one target has, and until its process is ended from outside
BRIEF_PATIENCE = 0.08  # the same where the whole exercise is short
MARK = '--- exercised: {} ---\n'
FILES = {'input.txt': 'value\n', 'data.csv': 'id,name,value\n1,value,2\n', 'data.json': '{"a": 1, "id": 1, "name": "value"}\n'}
MEMORY, BYTES, TASKS, SECONDS = 160 << 20, 8 << 20, 40, 2  # of a child: so that no limit of the program's own run is met
ANSWERS = ['y', '1', 'value']  # what is typed where a function asks
EMPTY = 41  # the descriptor that stands for no input and no output
GRAVE = frozenset('system popen Popen run call check_output remove unlink rmtree rename chmod connect urlopen socket exec eval '
                  'compile loads post put send sendall sendto open write environ getenv dlopen CDLL kill fork spawn __import__ '
                  'import_module request get urlretrieve symlink putenv setuid b64decode'.split())


def prepare_limits():
    """Before the program: what is loaded and opened later would look like an act of the program's."""
    empty = posix.open('/dev/null', posix.O_RDWR)
    posix.dup2(empty, EMPTY, False)
    posix.close(empty)
    try:
        import resource
    except ImportError:
        return None, None, ()
    sys.modules.pop('resource', None)
    return resource.getrlimit, resource.setrlimit, (
        (resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_FSIZE, BYTES), (resource.RLIMIT_NPROC, TASKS), (resource.RLIMIT_CPU, SECONDS))


def make_exercise(shared, wishes):
    sample_file, send, clean, begin_lines = shared.sample_file, shared.send, shared.clean, shared.begin_lines
    fork, waitpid, leave, modules = posix.fork, posix.waitpid, posix._exit, sys.modules
    pipe, take, put, dup2, openfile, mkdir = posix.pipe, posix.read, posix.write, posix.dup2, posix.open, posix.mkdir
    setitimer, setsignal, mask, ended = _signal.setitimer, _signal.signal, _signal.pthread_sigmask, _signal.sigtimedwait
    monotonic, flags = time.monotonic, posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC
    getrlimit, setrlimit, limits = prepare_limits()
    arguments, constants_of = make_arguments(shared)
    calls, brief = int(wishes['exercise']), 'within' in wishes
    within = int(wishes['within']) / 1000 if brief else 60.0
    patience = BRIEF_PATIENCE if brief else PATIENCE
    loading, idle, begun, spent, since, process_time = 0, 0, 0.0, 0.0, 0.0, time.process_time
    times = posix.times
    before, began, root = int(wishes.get('before', '3600000')) / 1000, monotonic(), posix.getcwd() + '/'

    def run_all(namespace, program):
        if posix.getpid() != shared.main_pid or monotonic() - began > before:
            return
        found = targets(namespace, program)
        if not found:
            return
        mask(_signal.SIG_BLOCK, (_signal.SIGCHLD,))  # the end of a child is waited for, which is no act of the sample's
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass  # closed or replaced by the sample
        lay_out()
        until, at = monotonic() + within, 0
        while at < len(found) and not is_over(until):
            at = in_child(found, at, until)
        mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))

    def lay_out():
        send(f'H\x1f{shared.pid}\x1f{shared.pid}\x1ffile.write\x1fexercise\x1f{SCRATCH}\x1f\x1f\x1fkey={shared.key}\n')
        shared.walking = True
        try:
            mkdir(SCRATCH)
            for name, content in FILES.items():
                descriptor = openfile(f'{SCRATCH}/{name}', flags)
                put(descriptor, content.encode())
                posix.close(descriptor)
        except OSError:
            pass  # there already, or the disk is full
        finally:
            shared.walking = False

    # ---- processes ----

    def is_over(until):
        """A busy machine is no reason to stop before the work is done that the time is for."""
        now = monotonic()
        return now > until and (now > until + BUSY * within or process_time() + sum(times()[2:4]) > within * 0.6)

    def in_child(found, first, until):
        """Calls targets from the first on; returns which comes next."""
        shared.walking = True
        try:
            progress, told = pipe()
            pid = fork()
        except OSError:
            return len(found)
        finally:
            shared.walking = False
        if pid == 0:
            be_child(found, first, until, told)
        posix.close(told)
        posix.set_blocking(progress, False)
        at, last = first, monotonic()
        while True:
            over = False
            try:
                over = waitpid(pid, posix.WNOHANG)[0] == pid
            except OSError:
                over = True
            try:
                said = len(take(progress, 4096))
            except OSError:
                said = 0
            if said:
                at, last = at + said, monotonic()
            if over or monotonic() - last > LONGEST + GRACE or monotonic() > until + BUSY * within + GRACE + LOADING * TICK:
                break
            ended((_signal.SIGCHLD,), NAP)
        posix.close(progress)
        return at + 1  # the one that ended it is not tried again; one that hangs is left behind: it ends with the run, or when its processor time is over

    def be_child(found, first, until, told):
        nonlocal since, begun, spent, idle
        try:
            posix.setpgid(0, 0)
            mask(_signal.SIG_UNBLOCK, (_signal.SIGCHLD,))
            setsignal(_signal.SIGALRM, out_of_time)
            confine()
            own = posix.getpid()
            for name, action in found[first:]:
                if is_over(until + loading * TICK):
                    break
                send(f'E\x1f{shared.pid}\x1f{clean(name)}\x1f{shared.key}\n')
                if not brief:
                    print(MARK.format(name), end='', flush=True)
                if VERSION < (3, 12):
                    begin_lines(None)
                try:
                    since, begun = monotonic(), process_time()
                    spent, idle = begun, 0
                    setitimer(_signal.ITIMER_REAL, TICK, TICK)
                    action()
                except BaseException:
                    pass  # what it does before it fails is what is looked for
                if posix.getpid() != own:
                    break  # a fork of the function's came back
                try:
                    setitimer(_signal.ITIMER_REAL, 0)
                    shared.send_lines(0)
                    put(told, b'.')
                except BaseException:
                    pass
        finally:
            try:
                setitimer(_signal.ITIMER_REAL, 0)
                shared.send_lines(0)
                sys.stdout.flush()
            except BaseException:
                pass
            finally:
                leave(0)

    def out_of_time(number, frame):
        """Over is the time of what computed long enough, or waits for something; what loads a library is given more."""
        nonlocal loading, spent, idle
        used, passed = process_time(), monotonic() - since
        step, spent = used - spent, used
        idle = idle + 1 if step < TICK / 50 else 0
        if loading < LOADING and passed < LONGEST and is_importing(frame):
            loading += step > TICK / 2
        elif used - begun > patience or passed > patience * 12 or (passed > patience and idle >= IDLE):
            raise Enough

    def is_importing(frame):
        for _ in range(60):
            if frame is None:
                return False
            if frame.f_code.co_filename.startswith('<frozen importlib'):
                return True
            frame = frame.f_back
        return False

    def confine():
        for kind, most in limits:
            try:
                _, hard = getrlimit(kind)
                most = most if hard < 0 else min(most, hard)
                setrlimit(kind, (most, most))
            except (ValueError, OSError):
                pass
        for descriptor in (0, 1, 2) if brief else (0,):
            dup2(EMPTY, descriptor)
        time.sleep = lambda *_: None
        answers = iter(ANSWERS * ITEMS)
        builtins.input = lambda *_: next(answers)

    # ---- targets: what is called, by name ----

    def targets(namespace, program):
        spaces = [namespace] + [vars(module) for module in list(modules.values()) if is_sample_module(module)]
        found, seen = [], set()
        for space in spaces:
            for name, value in named_values(space):
                weight_and_action = target_of(value) if id(value) not in seen else None
                if weight_and_action is not None:
                    seen.add(id(value))
                    found.append((weight_and_action[0], name, weight_and_action[1]))
        driven = drive(namespace, program)
        if driven is None or not (found or driven[1] or has_handlers()):
            return driven[1] if driven else []
        order = sorted(found, key=lambda one: one[0])  # what can do more comes first; otherwise as it is written
        return (driven[0] + [one[1:] for one in order] + driven[1] + handlers())[:TARGETS]

    def named_values(space):
        """What a module holds, and what its tables of functions do."""
        for name, value in list(space.items()):
            yield name, value
            if type(value) in (dict, list, tuple):
                items = list(value.items() if type(value) is dict else enumerate(value))[:ITEMS]
                yield from ((f'{name} {key}' if type(key) in (str, int) else name, item) for key, item in items if type(item) is FUNCTION)

    def is_sample_module(module):
        file = getattr(module, '__file__', None)
        return type(file) is str and file.startswith(root)

    def target_of(value):
        if isinstance(value, type):
            inner = [function_of(item) for item in vars(value).values()]
            inner = [function for function in inner if function is not None]
            if not inner or not any(is_unused(function.__code__) for function in inner):
                return None
            return weight(*inner), lambda: use_class(value)
        function = function_of(value)
        if function is None or not is_unused(function.__code__):
            return None
        return weight(function), lambda: repeat(value if callable(value) else function, function, 0)

    def weight(*functions):
        names = {name for function in functions for code in codes_in(function.__code__) for name in code.co_names}
        return 0 if names & GRAVE else 1

    def codes_in(code, depth=0):
        yield code
        if depth < NESTED:
            for item in code.co_consts:
                if type(item) is CODE:
                    yield from codes_in(item, depth + 1)

    def is_unused(code):
        """Whether a line of it has not run, as far as lines were counted."""
        found = sample_file(code)
        if found is None:
            return False
        if not brief:
            return True
        inner = [line for part in codes_in(code) for _, _, line in part.co_lines() if line not in (None, part.co_firstlineno)]
        # Where all of it stands on the line that defines it, that line says nothing.
        return len(set(inner)) < 2 or any(line not in found[1] for line in inner)

    def function_of(value):
        """The sample's function behind decorators, descriptors and command objects; None where there is none."""
        for _ in range(5):
            if type(value) is FUNCTION and sample_file(value.__code__) is not None and not hasattr(value, '__wrapped__'):
                return value
            inner = None
            for name in ('__wrapped__', 'callback', '__func__', 'fget', 'func'):
                try:
                    inner = inner or getattr(value, name, None)
                except Exception:
                    return None
            if inner is None or inner is value:
                return None
            value = inner
        return None

    def handlers():
        return [(f'signal {number}', lambda handler=handler, number=number: handler(number, None)) for number, handler in own_handlers()]

    def has_handlers():
        return any(True for _ in own_handlers())

    def own_handlers():
        for number in range(1, 32):
            try:
                handler = _signal.getsignal(number)
            except ValueError:
                continue
            if type(handler) is FUNCTION and sample_file(handler.__code__) is not None:
                yield number, handler

    use_class, repeat, attempt = make_calls(shared, arguments, constants_of, function_of, is_unused, calls, brief, patience)
    drive = make_drive(shared, wishes, attempt, constants_of, is_unused)
    return run_all
