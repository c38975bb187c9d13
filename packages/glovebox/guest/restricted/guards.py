"""What compiled code calls in place of the interpreter's own operations, and the built-in functions a program is given.

The guards are invisible (see `../python/hints.py`): tracebacks show the program's own lines only.
"""

import _string
import functools
import operator
import string
import types

from RestrictedPython.Guards import safe_builtins

WRITABLE = {list, dict, bytearray}  # containers of other modules join when the program imports them

# Attributes by which one walks from a value to frames, code and names: RestrictedPython 6 calls them INSPECT_ATTRIBUTES.
INSPECTING = frozenset(
    name
    for kind in (types.FrameType, types.CodeType, types.TracebackType, types.GeneratorType, types.CoroutineType)
    + (types.AsyncGeneratorType,)
    for name in dir(kind)
    if name.startswith(('tb_', 'f_', 'co_', 'gi_', 'cr_', 'ag_'))
) | {'mro', 'with_traceback'}

# Values that are never handed out, however they were reached.
INSIDE = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType)

INPLACE = {
    '+=': operator.iadd, '-=': operator.isub, '*=': operator.imul, '/=': operator.itruediv, '%=': operator.imod,
    '**=': operator.ipow, '<<=': operator.ilshift, '>>=': operator.irshift, '|=': operator.ior, '^=': operator.ixor,
    '&=': operator.iand, '//=': operator.ifloordiv,
}

# Built-in functions that work on what they are given and reach nothing else.
HARMLESS = (
    'all any ascii bin bytearray bytes dict enumerate filter format frozenset input iter list map max min next object '
    'print property classmethod staticmethod reversed set sorted sum super NotImplemented Ellipsis'
).split()

# Names a program may ask for and is denied, with what it would have done.
DENIED = {
    'open': 'file.read', 'exec': 'code.eval', 'eval': 'code.eval', 'compile': 'code.eval', 'globals': 'system.probe',
    'locals': 'system.probe', 'vars': 'system.probe', 'dir': 'system.probe', 'breakpoint': 'system.probe',
    'memoryview': 'system.probe', 'help': 'system.probe',
}


class Guards:
    """The program's world: its global names, its built-in functions and the classes it made."""

    __slots__ = ('namespace', 'fresh', 'classes', 'kinds', 'deny', 'proxies')


def make_guards(shared):
    emit = shared.emit
    inplace = INPLACE
    world = Guards()
    classes = world.classes = set()  # the program's own
    kinds = world.kinds = {int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, object, type(None)}
    proxies = world.proxies = {}  # by a proxy's id: the module's name and what it offers

    @invisible
    def deny(capability, operation, target, kind, message):
        """Tells of an attempt and makes what it ends with."""
        emit(f'{capability}\x1f{operation}', target, '\x1foutcome=denied')
        return kind(message)

    @invisible
    def described(ob):
        return 'module' if id(ob) in proxies else type(ob).__name__

    @invisible
    def named(name):
        # A subclass of `str` could answer differently each time it is asked.
        if type(name) is str:
            return name
        raise deny('system.probe', 'getattr', type(name).__name__, TypeError, 'attribute name must be string')

    @invisible
    def _getattr_(ob, name):
        if name[:1] == '_' or name in INSPECTING:
            if name == '__name__':
                return name_of(ob)
            raise deny('system.probe', 'getattr', f'{described(ob)}.{name}', AttributeError, f'"{name}" is not offered to restricted code')
        offered = proxies.get(id(ob))
        if offered is not None:
            return member(*offered, name)
        if name == 'obj' and isinstance(ob, BaseException):
            raise deny('system.probe', 'getattr', f'{described(ob)}.obj', AttributeError, '"obj" is not offered to restricted code')
        found = getattr(ob, name)
        if isinstance(found, INSIDE):
            raise deny('system.probe', 'getattr', f'{described(ob)}.{name}', AttributeError, f'"{name}" is not offered to restricted code')
        if name == 'format' or name == 'format_map':
            return formatting(found, name)
        return found

    @invisible
    def name_of(ob):
        found = getattr(ob, '__name__')
        if type(found) is not str or id(ob) in proxies:
            raise AttributeError(f"'{described(ob)}' object has no attribute '__name__'")
        return found

    @invisible
    def member(module, offered, name):
        if name in offered:
            return offered[name]
        raise deny('code.import', 'getattr', f'{module}.{name}', AttributeError, f"module '{module}' offers no '{name}' to restricted code")

    # ---- formatting: `{0.attribute[item]}` walks, so each step is guarded ----

    class Formatter(string.Formatter):
        @invisible
        def get_field(self, field_name, args, kwargs):
            first, rest = _string.formatter_field_name_split(field_name)
            ob = self.get_value(first, args, kwargs)
            for is_attribute, step in rest:
                ob = _getattr_(ob, step) if is_attribute else ob[step]
            return ob, first

        @invisible
        def check_unused_args(self, used_args, args, kwargs):
            pass

    formatter = Formatter()

    @invisible
    def formatting(found, name):
        """In place of the method of `str`, wherever it was found; anything else of that name as it is."""
        text = getattr(found, '__self__', None)
        if type(found) is types.BuiltinMethodType and isinstance(text, str):
            return bound(text, name)
        if type(found) is types.MethodDescriptorType and issubclass(found.__objclass__, str):
            return lambda text, *args, **kwargs: bound(text, name)(*args, **kwargs)
        return found

    def bound(text, name):
        @invisible
        def format(*args, **kwargs):
            return formatter.vformat(text, args, kwargs)

        @invisible
        def format_map(mapping):
            return formatter.vformat(text, (), mapping)

        return format if name == 'format' else format_map

    # ---- items, iteration, unpacking ----

    @invisible
    def _getitem_(ob, index):
        found = ob[index]
        if isinstance(found, INSIDE):
            raise deny('system.probe', 'getitem', described(ob), TypeError, 'this item is not offered to restricted code')
        return found

    @invisible
    def _getiter_(ob):
        if isinstance(ob, INSIDE):
            raise deny('system.probe', 'iter', described(ob), TypeError, f"'{described(ob)}' object is not iterable")
        return ob

    @invisible
    def _unpack_sequence_(ob, spec, _):
        # Python counts what it unpacks into names; only what is nested is unpacked here.
        if not spec['childs'] or isinstance(ob, INSIDE):
            return _getiter_(ob)
        items = list(ob)
        if len(items) >= spec['min_len']:
            for index, inner in spec['childs']:
                items[index] = _unpack_sequence_(items[index], inner, _)
        return items

    @invisible
    def _iter_unpack_sequence_(ob, spec, _):
        if not spec['childs']:
            return _getiter_(ob)
        return map(lambda each: _unpack_sequence_(each, spec, _), _getiter_(ob))

    # ---- writing ----

    @invisible
    def _write_(ob):
        kind = type(ob)
        if kind in WRITABLE or kind in classes or isinstance(ob, type) and ob in classes:
            return ob
        if kind is types.FunctionType and ob.__globals__.get('_write_') is _write_:
            return ob
        raise deny('system.probe', 'write', described(ob), TypeError, f"'{described(ob)}' object does not support assignment in restricted code")

    @invisible
    def _inplacevar_(sign, value, other):
        return inplace[sign](value, other)

    @invisible
    def _attribute_(ob, name):
        return setattr, _write_(ob), name, _getattr_(ob, name)

    @invisible
    def _item_(ob, index):
        return operator.setitem, _write_(ob), index, _getitem_(ob, index)

    @invisible
    def _update_(place, sign, value):
        put, ob, where, old = place
        put(ob, where, inplace[sign](old, value))

    @invisible
    def _apply_(function, /, *args, **kwargs):
        return function(*args, **kwargs)

    # ---- classes ----

    @invisible
    def metaclass(name, bases, members):
        for base in bases:
            if type(base) is not type:
                raise deny('system.probe', 'class', described(base), TypeError, f"'{described(base)}' is no base for a restricted class")
        made = type(name, bases, members)
        classes.add(made)
        return made

    # ---- built-in functions ----

    @invisible
    def getattr_(ob, name, *default):
        if len(default) > 1:
            raise TypeError(f'getattr expected at most 3 arguments, got {len(default) + 2}')
        try:
            return _getattr_(ob, named(name))
        except AttributeError:
            if default:
                return default[0]
            raise

    @invisible
    def hasattr_(ob, name):
        try:
            _getattr_(ob, named(name))
        except AttributeError:
            return False
        return True

    @invisible
    def setattr_(ob, name, value):
        setattr(_write_(ob), settable(ob, name), value)

    @invisible
    def delattr_(ob, name):
        delattr(_write_(ob), settable(ob, name))

    @invisible
    def settable(ob, name):
        if named(name).startswith('_'):
            raise deny('system.probe', 'setattr', f'{described(ob)}.{name}', AttributeError, f'"{name}" is not offered to restricted code')
        return name

    @invisible
    def type_of(*args):
        if len(args) != 1:
            raise deny('code.eval', 'type', '', TypeError, 'type() takes 1 argument in restricted code')
        kind = type(args[0])
        if kind in kinds or kind in classes or issubclass(kind, BaseException):
            return kind
        raise deny('system.probe', 'type', described(args[0]), TypeError, f'the type of a {described(args[0])} is not offered to restricted code')

    @invisible
    def exit_(code=None):
        raise SystemExit(code)

    def denied(name, capability):
        @invisible
        def stub(*args, **kwargs):
            target = args[0] if args and type(args[0]) is str else ''
            writing = name == 'open' and any(type(mode) is str and set(mode) & set('wax+') for mode in (*args[1:2], kwargs.get('mode')))
            raise deny('file.write' if writing else capability, name, target, PermissionError, f'{name}() is not offered to restricted code')

        return stub

    def given():
        known = __builtins__
        offered = {name: value for name, value in safe_builtins.items() if name[:1] != '_'}
        offered.update({name: known[name] for name in HARMLESS})
        for name, value in known.items():
            if isinstance(value, type) and issubclass(value, BaseException) and not name.endswith('Group'):
                offered[name] = value
        offered.update({name: denied(name, capability) for name, capability in DENIED.items()})
        offered.update(getattr=getattr_, hasattr=hasattr_, setattr=setattr_, delattr=delattr_, type=type_of, exit=exit_, quit=exit_)
        offered['__build_class__'] = known['__build_class__']
        return offered

    world.deny = deny
    world.namespace = {
        '__name__': '__main__', '__builtins__': given(), '__metaclass__': metaclass, '_slice_': slice, '_apply_': _apply_,
        '_getattr_': _getattr_, '_getitem_': _getitem_, '_getiter_': _getiter_, '_write_': _write_,
        '_inplacevar_': _inplacevar_, '_unpack_sequence_': _unpack_sequence_,
        '_iter_unpack_sequence_': _iter_unpack_sequence_, '_attribute_': _attribute_, '_item_': _item_, '_update_': _update_,
    }
    return world
