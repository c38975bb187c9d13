"""Where in the sample we are, and how that is told.

The agent's frames are invisible: their code has no RESUME instruction, which is how CPython 3.11 and later know a frame
that has not begun and leave it out of tracebacks, `f_back` and `sys._getframe`.
"""

import _thread
import posix
import sys

VERSION = sys.version_info[:2]
NOP = {(3, 11): 9, (3, 12): 9, (3, 13): 30}.get(VERSION)


def plain():
    pass


RESUME = plain.__code__.co_code[0]
CODE = type(plain.__code__)


def invisible(function):
    if NOP is not None:
        words = bytearray(function.__code__.co_code)
        for at in range(0, len(words), 2):
            if words[at] == RESUME:
                words[at], words[at + 1] = NOP, 0
                break
        function.__code__ = function.__code__.replace(co_code=bytes(words))
    return function


def foreign(error):
    """Whether a frame that is not ours raised it: a signal handler of the sample's that ran while we did."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename not in own:
            return True
        trace = trace.tb_next
    return False


class Shared:
    """What the parts tell each other."""

    __slots__ = (
        'hand_over', 'text', 'clean', 'send', 'keep', 'keep_long', 'caller', 'sample_file', 'direct', 'emit', 'path_of', 'moved_folder',  # hints
        'begin_lines', 'send_lines', 'cover', 'rearm', 'trace', 'on_call', 'monitor',  # lines
        'hook',  # audit
        'on_bind', 'stopped_server',  # serve
        'hinting',  # false once the sample closed the descriptor
        'walking',  # we are calling `sys._getframe`, which is itself audited
        'settling',  # we are calling `sys.settrace`, which is audited too
        'fresh',  # how many lines were seen and not sent
        'stopped',  # lines are no longer counted, except at hints
        'complete',  # every line was counted so far
        'rearms',  # how often counting may start again
        'told',  # the evaluated source was reported; the `exec` event that follows has nothing to add
        'suspended',  # imports under way for which line counting is off
        'pid', 'main_pid',
        'key',  # known to nobody else: what is written without it is not ours
    )


def make_hints(shared, entry, root, library, channel):
    line_limit, target_limit, code_limit, piece = 4000, 700, 65536, 900
    getframe, getpid, getcwd, readlink = sys._getframe, posix.getpid, posix.getcwd, posix.readlink
    write, get_ident, get_native_id = posix.write, _thread.get_ident, _thread.get_native_id
    recent, handed, id_ = {}, {}, id
    next_, iter_ = next, iter
    len_, type_, str_, int_, float_, bytes_, tuple_, list_ = len, type, str, int, float, bytes, tuple, list
    files = dict.fromkeys(own)  # co_filename → [escaped name, lines seen, lines not sent, tracer], or None where not the sample's
    folder = None  # the working directory, until the next `os.chdir`
    shared.hinting, shared.walking, shared.fresh, shared.stopped = channel is not None, False, 0, False
    shared.pid = shared.main_pid = getpid()
    shared.on_bind, shared.stopped_server = None, False
    shared.key = key = posix.urandom(8).hex()
    main_thread, main_ids = get_ident(), f'{shared.pid}\x1f{shared.pid}'

    @invisible
    def text(value):
        kind = type_(value)
        if kind is str_:
            return value
        if kind is bytes_:
            return value[:8000].decode('utf-8', 'surrogateescape')
        if kind is int_ or kind is float_:
            return f'{value}'
        if kind is tuple_ or kind is list_:
            return ' '.join([text(item) for item in value[:50]])
        return '' if value is None else f'<{kind.__name__}>'  # asking any other object would run the sample's code

    @invisible
    def clean(value, limit=target_limit):
        if type_(value) is not str_:
            value = text(value)
        if len_(value) > limit:
            value = value[:limit]
        if '\\' in value or not value.isprintable():
            value = value.replace('\\', '\\\\').replace('\n', '\\n').replace('\r', '\\r').replace('\x1f', '\\u')
        return value

    @invisible
    def send(line):
        if not shared.hinting:
            return
        try:
            line = line.encode()
        except UnicodeEncodeError:
            line = as_bytes(line)
        if len_(line) > line_limit:
            line = line[:line_limit - 1] + b'\n'
        try:
            write(channel, line)
        except OSError as error:
            if foreign(error):
                raise
            shared.hinting = False

    kept, keep_left = set(), 512 * 1024

    @invisible
    def keep(source, language, by):
        """Tells code that a line has no room for, in pieces before the hint that speaks of it. What was told is not told again."""
        nonlocal keep_left
        if type_(source) is bytes_:
            source = source[:code_limit * 4].decode('utf-8', 'surrogateescape')
        mark = hash(source)
        if not shared.hinting or mark in kept:
            return
        room = min(code_limit, keep_left)
        keep_left -= min(len_(source), room)
        if len_(kept) < 5000:
            kept.add(mark)
        tid = shared.pid if get_ident() == main_thread else get_native_id()
        head = f'C\x1f{shared.pid}\x1f{tid}\x1f'
        for at in range(0, max(1, min(len_(source), room)), piece):
            more = 1 if at + piece < min(len_(source), room) else 0 if len_(source) <= room else 2
            send(f'{head}{more}\x1fevaluated\x1f{language}\x1f{by}\x1f{clean(source[at:min(at + piece, room)], piece)}\n')

    @invisible
    def keep_long(source, by):
        if len_(source) > 1500 or len_(source) > 700 and not source.isascii():
            keep(source, 'python', by)

    @invisible
    def as_bytes(line):
        """A name that is not UTF-8 as the bytes it is made of; half a surrogate pair as a question mark."""
        try:
            return line.encode('utf-8', 'surrogateescape')
        except UnicodeEncodeError:
            return line.encode('utf-8', 'replace')

    @invisible
    def after_fork():
        nonlocal main_thread, main_ids
        shared.pid, main_thread = getpid(), get_ident()
        main_ids = f'{shared.pid}\x1f{shared.pid}'

    posix.register_at_fork(after_in_child=after_fork)

    @invisible
    def caller():
        shared.walking = True
        try:
            frame = getframe(1)
        except ValueError:  # no Python code is running: the interpreter itself asks
            frame = None
        shared.walking = False
        if NOP is None:  # our frames could not be hidden
            while frame is not None and frame.f_code.co_filename in own:
                frame = frame.f_back
        return frame

    @invisible
    def sample_file(code):
        name = code.co_filename
        if type_(name) is not str_:
            return None
        if name in files:
            return files[name]
        known = [clean(name), set(), set(), None] if name.startswith(root) or name == entry else None
        if len_(files) < 1000:
            files[name] = known
        return known

    @invisible
    def direct(frame, through=None):
        """Whether the sample itself, not the standard library on its behalf, is at `frame`."""
        while frame is not None and through is not None and through in frame.f_code.co_filename:
            frame = frame.f_back
        if frame is None:
            return False
        name = frame.f_code.co_filename
        return not name.startswith(library) and not name.startswith('<frozen ') and name not in own

    @invisible
    def emit(action, target, extra=''):
        if not shared.hinting:
            return
        try:
            frame = top = caller()
            while frame is not None and (found := sample_file(frame.f_code)) is None:
                frame = frame.f_back
            if frame is None:
                place = handed_over(top)
            else:
                line = frame.f_lineno
                if line not in found[1]:
                    shared.cover(frame)
                    if shared.stopped and shared.rearms:
                        shared.rearm(top)
                if shared.fresh:
                    shared.send_lines(0)
                place = f'{found[0]}\x1f{line}'
            ids = main_ids if get_ident() == main_thread else f'{shared.pid}\x1f{get_native_id()}'
            line = f'H\x1f{ids}\x1f{action}\x1f{clean(target)}\x1f{place}\x1fkey={key}{extra}\n'
            of_file = action.startswith('file.')
            if of_file and line in recent:  # said a moment ago, and still what explains it
                return
            if action.startswith('code.native'):
                recent.clear()  # what comes after native code is said again
            send(line)
            if of_file:
                recent[line] = True
                if len_(recent) > 8:
                    recent.pop(next_(iter_(recent)), None)
        except Exception as error:
            if foreign(error):
                raise

    @invisible
    def hand_over(thing):
        """Remembers where the sample is as it gives `thing` (a thread, a pool's work) to be done elsewhere."""
        frame = caller()
        while frame is not None and (found := sample_file(frame.f_code)) is None:
            frame = frame.f_back
        if frame is not None:
            handed[id_(thing)] = f'{found[0]}\x1f{frame.f_lineno}'
            if len_(handed) > 4000:
                handed.pop(next_(iter_(handed)), None)

    @invisible
    def handed_over(frame):
        """The place of the work that is done here, where no code of the sample takes part: `submit(os.remove, name)`."""
        while frame is not None:
            code = frame.f_code
            if code.co_argcount == 1 and code.co_name in ('run', '_bootstrap') and code.co_filename.startswith(library):
                place = handed.get(id_(frame.f_locals.get('self')))
                if place is not None:
                    return place
            frame = frame.f_back
        return '\x1f'

    @invisible
    def path_of(path, directory=-1):
        nonlocal folder
        if type_(path) is int_:
            directory, path = path, ''
        path = text(path)
        if path.startswith('/'):
            return path
        try:
            if type_(directory) is int_ and directory >= 0:
                base = readlink(f'/proc/self/fd/{directory}')
            elif folder is None:
                base = folder = getcwd()
            else:
                base = folder
        except OSError as error:
            if foreign(error):
                raise
            return path
        return f'{base}/{path}' if path else base

    @invisible
    def moved_folder():
        nonlocal folder
        folder = None

    shared.text, shared.clean, shared.send, shared.caller, shared.sample_file = text, clean, send, caller, sample_file
    shared.hand_over = hand_over
    shared.direct, shared.emit, shared.path_of, shared.moved_folder = direct, emit, path_of, moved_folder
    shared.keep, shared.keep_long = keep, keep_long
    return files
