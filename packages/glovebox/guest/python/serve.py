"""A server is called by a process of its own: each path that the program names, and then it is stopped, as by a person who
presses Ctrl-C. Who calls is the program's own child, so nothing reaches beyond its network."""

PATHS, ANSWER, UP, QUIET, LONG = 16, 65536, 2.0, 0.15, 1.0  # count, bytes, seconds
LOOKS = 3  # at a program that only rests, before it is stopped: it may go on by itself
QUERY = '?id=1&name=value&q=value&file=input.txt&cmd=true&url=http://exercise.example/'
BODY = 'id=1&name=value&q=value&file=input.txt&cmd=true'
DOCUMENT = '{"id": 1, "name": "value", "q": "value", "file": "input.txt", "cmd": "true"}'
RESTS = frozenset(('sleep', 'join', 'wait', 'pause', 'input', 'accept', 'recv', 'recvfrom', 'select', 'poll', 'serve_forever'))
METHODS_ALLOWED = (('GET', None), ('POST', BODY), ('POST', DOCUMENT))


def make_server_client(shared, wishes):
    """Returns what is called before a socket is bound. It does its work once in a run."""
    fork, waitpid, leave, modules, close_all = posix.fork, posix.waitpid, posix._exit, sys.modules, posix.closerange
    getsignal, setsignal, timed = _signal.getsignal, _signal.signal, _signal.sigtimedwait
    monotonic, get_ident, begin_thread, kill = time.monotonic, _thread.get_ident, _thread.start_new_thread, posix.kill
    main_thread, frames = get_ident(), sys._current_frames
    client = stage = 0
    texts = ()
    shared.stopped_server = False

    def begin(program):
        nonlocal texts
        texts = program

    def on_bind(connection, address):
        nonlocal client
        if client or texts == () or posix.getpid() != shared.main_pid:
            return
        sockets = modules.get('_socket')
        if sockets is None or connection.type & 15 != sockets.SOCK_STREAM or connection.family not in (sockets.AF_INET, sockets.AF_INET6):
            return
        heard = get_ident() == main_thread and getsignal(_signal.SIGCHLD) is _signal.SIG_DFL
        if heard:
            setsignal(_signal.SIGCHLD, on_end)
        client = start(lambda: call(sockets, connection))
        if not heard and client > 0:
            shared.walking = True
            begin_thread(watch, ())
            shared.walking = False

    def start(work):
        shared.walking = True
        try:
            pid = fork()
        except OSError:
            return -1
        finally:
            shared.walking = False
        if pid:
            return pid
        try:
            if get_ident() == main_thread:
                setsignal(_signal.SIGCHLD, _signal.SIG_DFL)
            work()
        finally:
            leave(0)

    # ---- the client ----

    def call(sockets, connection):
        shared.send(f'E\x1f{shared.pid}\x1frequests\x1f{shared.key}\n')
        shared.walking = True  # none of what follows is the program's
        until = monotonic() + UP
        while not connection.getsockopt(sockets.SOL_SOCKET, sockets.SO_ACCEPTCONN):
            if monotonic() > until:
                leave(0)
            rest(0.005)
        place, family = connection.getsockname(), connection.family
        close_all(3, 40)
        close_all(42, 256)  # all but the hints and the empty file
        place = ('::1' if family == sockets.AF_INET6 else '127.0.0.1', place[1])
        first = ask(sockets, family, place, request('GET', '/', None))
        if not first.startswith(b'HTTP/'):
            for text in ('help\n', 'id\n', '{}\n'):
                ask(sockets, family, place, text)
        if not first or first.startswith(b'HTTP/'):
            call_paths(sockets, family, place)
        rest(QUIET)

    def rest(seconds):
        timed((), seconds)

    def call_paths(sockets, family, place):
        until = monotonic() + UP
        for path in ['/', *paths_in(texts)][:PATHS]:
            for method, body in METHODS_ALLOWED:
                if monotonic() < until:
                    ask(sockets, family, place, request(method, path, body))

    def request(method, path, body):
        kind = 'application/json' if body is DOCUMENT else 'application/x-www-form-urlencoded'
        head = f'{method} {path}{QUERY} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: close\r\n'
        return head + (f'Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}' if body else '\r\n')

    def ask(sockets, family, place, text):
        shared.send(f'H\x1f{shared.pid}\x1f{shared.pid}\x1fnetwork.connect\x1fexercise\x1f127.0.0.1:{place[1]}\x1f\x1f\x1fkey={shared.key}\n')
        one = sockets.socket(family, sockets.SOCK_STREAM)
        one.settimeout(0.25)
        answer = b''
        try:
            one.connect(place)
            one.send(text.encode())
            while len(answer) < ANSWER:
                part = one.recv(ANSWER)
                if not part:
                    break
                answer += part
                if answer[:5] not in (b'HTTP/', b'HTTP'[:len(answer)]):
                    break  # whatever it speaks, it has answered
        except OSError:
            pass
        one.close()
        return answer

    def paths_in(code, depth=0):
        found = []
        for item in code.co_consts:
            if type(item) is str and item.startswith('/') and len(item) < 80 and item.isprintable() and ' ' not in item:
                if not item.startswith(('/etc', '/home', '/root', '/usr', '/tmp', '/var', '/bin', '/dev', '/proc')):
                    found.append(filled(item))
            elif type(item) is CODE and depth < 4:
                found += paths_in(item, depth + 1)
            elif type(item) is tuple:
                found += [filled(part) for part in item if type(part) is str and part.startswith('/') and len(part) < 80]
        return list(dict.fromkeys(found))

    def filled(path):
        """A route's `<int:id>` and `{name}` with something in them."""
        for opening, ending in (('<', '>'), ('{', '}')):
            while opening in path and ending in path:
                before, _, rest = path.partition(opening)
                path = before + '1' + rest.partition(ending)[2]
        return path

    # ---- the end ----

    def on_end(number, frame):
        """The client is done. What waits for the next one is stopped; what only rests gets some time more."""
        nonlocal stage, client
        try:
            if client <= 0 or waitpid(client, posix.WNOHANG)[0] != client:
                return
        except OSError:
            return
        stage += 1
        inside = where(frame)
        if inside == 'loop' or (inside == 'rest' and stage > LOOKS):
            setsignal(_signal.SIGCHLD, _signal.SIG_DFL)
            shared.stopped_server = True
            raise KeyboardInterrupt
        if stage <= LOOKS:
            client = start(lambda: rest(LONG))
        else:
            setsignal(_signal.SIGCHLD, _signal.SIG_DFL)

    def watch():
        """The same from a thread, where the program listens in one, or waits for the end of its children itself."""
        for attempt in range(LOOKS + 1):
            try:
                waitpid(client, 0)
            except OSError:
                pass
            rest(LONG if attempt else 0)
            shared.walking = True
            frame = frames().get(main_thread)
            shared.walking = False
            inside = where(frame) if frame is not None else 'work'
            if inside == 'loop' or (inside == 'rest' and attempt == LOOKS):
                shared.stopped_server = True
                shared.send(f'H\x1f{shared.pid}\x1f{shared.pid}\x1fprocess.signal\x1fexercise\x1f{shared.pid}\x1f\x1f\x1fkey={shared.key}\n')
                shared.walking = True
                kill(shared.pid, _signal.SIGINT)
                shared.walking = False
                return

    def where(frame):
        """`loop`: it waits for whoever calls, and for nothing else; `rest`: it sleeps, or waits for its threads."""
        name, top = frame.f_code.co_filename, frame
        for _ in range(12):
            if top is None:
                break
            file = top.f_code.co_filename
            if file.endswith('/socketserver.py') or '/wsgiref/' in file:
                return 'loop'
            if file.endswith('/asyncio/base_events.py') and top.f_code.co_name == '_run_once':
                return 'work' if getattr(top.f_locals.get('self'), '_scheduled', None) else 'loop'
            top = top.f_back
        if name.endswith('/socket.py') and frame.f_code.co_name == 'accept':
            return 'loop' if frame.f_locals['self'].gettimeout() is None else 'work'
        if name.endswith('/threading.py') or name.endswith('/selectors.py'):
            return 'rest'
        return 'rest' if RESTS & set(frame.f_code.co_names) else 'work'

    return begin, on_bind
