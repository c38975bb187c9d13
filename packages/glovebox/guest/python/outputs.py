"""What a cell displays: a value in every format it offers of itself, by the names that IPython asks for.

Loaded in sessions alone. The formats are the sample's words: only their size and number are ours.
"""

import _warnings
import binascii

COUNT, BYTES, TOTAL = 20, 2 << 20, 4 << 20  # as in `sandbox/box/outputs.ts`, which holds them
BASE64_PIECE = 3600  # characters, so that a line is written at once
FORMATS = (
    ('text/html', '_repr_html_'),
    ('text/markdown', '_repr_markdown_'),
    ('image/svg+xml', '_repr_svg_'),
    ('image/png', '_repr_png_'),
    ('image/jpeg', '_repr_jpeg_'),
    ('text/latex', '_repr_latex_'),
    ('application/json', '_repr_json_'),
)
CANARY = '_ipython_canary_method_should_not_exist_'  # IPython's: whoever has it answers to every name


class Outputs:
    """Tells what is displayed while one cell runs; `begin` names the cell, `end` says what was too much."""

    __slots__ = ('begin', 'end', 'value', 'figures', 'display')


def make_outputs(shared):
    outputs = Outputs()
    token, count, total, left, shown = '', 0, 0, 0, 0
    repr_, len_, type_, isinstance_, getattr_, callable_ = repr, len, type, isinstance, getattr, callable
    encode, decode, modules = binascii.b2a_base64, binascii.a2b_base64, sys.modules

    @invisible
    def begin(named):
        nonlocal token, count, total, left, shown
        token, count, total, left, shown = named, 0, 0, 0, 0

    @invisible
    def end():
        if left:
            shared.send(f'V\x1f{shared.pid}\x1fleft\x1f{token}\x1f{left}\n')

    @invisible
    def ask(value, name, **options):
        try:
            if getattr_(value, CANARY, None) is not None:
                return None
            method = getattr_(value, name, None)
            found = method(**options) if callable_(method) else None
        except Exception:
            return None
        return found[0] if type_(found) is tuple and found else found  # the rest is metadata

    @invisible
    def formats(value):
        if isinstance_(value, (type_, str, int, float, bool, type_(None))):
            return {}
        found = {}
        bundle = ask(value, '_repr_mimebundle_', include=None, exclude=None)
        if isinstance_(bundle, dict):
            found.update(bundle)
        for mime, name in FORMATS:
            content = None if mime in found else ask(value, name)
            if content is not None:
                found[mime] = content
        if 'image/png' not in found and is_figure(value):
            found['image/png'] = picture(value)
        found.pop('text/plain', None)
        return found

    @invisible
    def is_figure(value):
        return any(kind.__module__ == 'matplotlib.figure' and kind.__name__ == 'Figure' for kind in type_(value).__mro__)

    @invisible
    def picture(figure):
        stream = _io.BytesIO()
        figure.savefig(stream, format='png', bbox_inches='tight')
        return stream.getvalue()

    @invisible
    def as_bytes(mime, content):
        if isinstance_(content, (bytes, bytearray)):
            return bytes(content)
        if isinstance_(content, str):
            if mime in ('image/png', 'image/jpeg'):
                return decode(content[:BYTES * 2])
            return content[:BYTES + 1].encode('utf-8', 'replace')
        import json

        return json.dumps(content).encode()

    @invisible
    def give(of, bundle):
        nonlocal count, total, left, shown
        shown += 1
        for mime, content in list(bundle.items())[:COUNT]:
            if type_(mime) is not str or not mime.isprintable() or len_(mime) > 100:
                continue
            if count >= COUNT or total >= TOTAL:
                left += 1
                continue
            try:
                content = as_bytes(mime, content)
            except Exception:
                continue
            if len_(content) > BYTES or total + len_(content) > TOTAL:
                left += 1
                continue
            count += 1
            total += len_(content)
            text = encode(content, newline=False).decode()
            head = f'V\x1f{shared.pid}\x1foutput\x1f{token}\x1f{shown}\x1f{of}\x1f{mime}\x1f{len_(text)}\x1f'
            for at in range(0, max(1, len_(text)), BASE64_PIECE):
                shared.send(f'{head}{text[at:at + BASE64_PIECE]}\n')

    @invisible
    def value(given):
        pyplot = modules.get('matplotlib.pyplot')
        try:
            if pyplot is not None and is_figure(given) and getattr_(given, 'number', None) in pyplot.get_fignums():
                return  # told with the figures
            bundle = formats(given)
        except Exception:
            return  # its text is all it has
        if bundle:
            give('value', bundle)

    @invisible
    def figures():
        """What is drawn and not closed is meant to be seen; the next cell begins with nothing drawn."""
        pyplot = modules.get('matplotlib.pyplot')
        if pyplot is None:
            return
        try:
            for number in pyplot.get_fignums():
                figure = pyplot.figure(number)
                if figure.axes or figure.lines:
                    give('figure', {'image/png': picture(figure)})
        finally:
            pyplot.close('all')

    @invisible
    def display(*objects, raw=False, **_):
        """Shows objects in every format they offer of themselves; with `raw`, dictionaries of formats by their MIME type."""
        for item in objects:
            if raw:
                give('display', dict(item))
            else:
                give('display', {'text/plain': repr_(item), **formats(item)})

    outputs.begin, outputs.end, outputs.value, outputs.figures, outputs.display = begin, end, value, figures, display
    return outputs


def draw_without_screen():
    """Figures are drawn in memory, and `show` is no reason for a warning: they are told at the cell's end."""
    posix.environ[b'MPLBACKEND'] = b'agg'
    posix.putenv(b'MPLBACKEND', b'agg')
    if 'os' in sys.modules:
        sys.modules['os'].environ['MPLBACKEND'] = 'agg'
    for text in (
        'Matplotlib is currently using agg, which is a non-GUI backend, so cannot show the figure.',
        'FigureCanvasAgg is non-interactive, and thus cannot be shown',
    ):
        _warnings.filters.insert(0, ('ignore', text, UserWarning, None, 0))
    getattr(_warnings, '_filters_mutated', lambda: None)()
