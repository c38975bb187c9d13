"""A run that goes where the program would not: conditions on the way to some lines are taken as met, what leaves before them
does not, and what fails on the way is passed over. The tree is rewritten in memory; the file and all line numbers stay."""

import _ast

TURNS, LIMIT, NODES = 2, 2_000, 200_000
PLAIN = (_ast.Global, _ast.Nonlocal)
FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef)
LOOPS = (_ast.For, _ast.AsyncFor, _ast.While)
LEAVES = {'_exit', 'abort'}
ONLY_AST = 0x400


class Missing:
    """Stands for what could not be had: a module that is not there, a reply that never came."""

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self

    def __call__(self, *values, **named):
        first = values[0] if len(values) == 1 and not named else None
        return first if isinstance(first, type) or hasattr(first, '__code__') else self

    def __mro_entries__(self, bases):
        return (object,)

    def __iter__(self):
        return iter((self,))

    def __str__(self):
        return 'value'

    __getitem__ = __enter__ = __add__ = __radd__ = __mod__ = lambda self, *_: self
    __exit__ = __setitem__ = lambda self, *_: None
    __len__ = __int__ = __index__ = lambda self: 1
    __fspath__ = lambda self: '/tmp/exercise.txt'


class Within:
    """A `with` that is entered even where what it asks for is not there."""

    def __init__(self, make):
        self.make = make

    def __enter__(self):
        self.made = Missing()
        try:
            made = self.make()
            entered = made.__enter__()
            self.made = made
            return entered
        except Exception:
            return self.made

    def __exit__(self, *failure):
        self.made.__exit__(*failure)
        return True


def each(make, parts):
    count = 0
    try:
        for item in make():
            yield item
            count += 1
            if count >= LIMIT:
                return
    except Exception:
        pass
    if count == 0:
        yield tuple(Missing() for _ in range(parts)) if parts else '1'


def make_limit():
    counts = {}

    def limit(line):
        counts[line] = counts.get(line, 0) + 1
        return counts[line] <= LIMIT

    return limit


def call(function):
    """A function that nobody would get at afterwards: it is inside another one, or another one gets its name."""
    code = function.__code__
    result = function(*[Missing() for _ in range(code.co_argcount + code.co_kwonlyargcount)])
    if hasattr(result, 'cr_code'):
        import asyncio

        asyncio.get_running_loop().create_task(result)


def begin_forcing(wish):
    """What compiles the entry; modules beside it are compiled likewise. `wish` is `file:line,line;file:line`, names in percent."""
    folder, wanted = posix.getcwd() + '/', {}
    for part_ in wish.split(';'):
        name, _, lines = part_.rpartition(':')
        wanted[folder + unquoted(name)] = frozenset(int(line) for line in lines.split(','))
    builtins.__dict__.update(__missing__=Missing, __within__=Within, __each__=each, __limit__=make_limit(), __call__=call)
    kind = _frozen_importlib_external.SourceFileLoader
    plain_ = kind.source_to_code

    def source_to_code(self, data, path, **named):
        return compiled(data, path) if path in wanted else plain_(self, data, path, **named)

    def compiled(source, path):
        try:
            tree = compile(source, path, 'exec', ONLY_AST, True)
            tree.body = Forcing(wanted.get(path, ())).block(tree.body, True)
            return compile(placed(tree), path, 'exec', 0, True)
        except (SyntaxError, RecursionError, TypeError, ValueError):
            return compile(source, path, 'exec', 0, True)

    kind.source_to_code = source_to_code
    return compiled


def unquoted(name):
    first, *rest = name.encode().split(b'%')
    return (first + b''.join(bytes((int(one[:2], 16),)) + one[2:] for one in rest)).decode('utf-8', 'surrogateescape')


def placed(tree):
    """Gives what was put in the place of what stands around it."""
    waiting, count = [(tree, 1, 0)], 0
    while waiting:
        node, line, column = waiting.pop()
        if 'lineno' in node._attributes:
            line, column = getattr(node, 'lineno', line), getattr(node, 'col_offset', column)
            node.lineno, node.col_offset = line, column
            if (getattr(node, 'end_lineno', None) or 0) < line:
                node.end_lineno, node.end_col_offset = line, column
        count += 1
        if count > NODES:
            raise ValueError
        waiting.extend((child, line, column) for child in children(node))
    return tree


def children(node):
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, _ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, _ast.AST))


def nodes(node):
    waiting = [node]
    while waiting:
        waiting.extend(children(one := waiting.pop()))
        yield one


def here(made, stmt):
    made.lineno, made.col_offset = stmt.lineno, stmt.col_offset
    return made


def named(name, store=False):
    return _ast.Name(name, _ast.Store() if store else _ast.Load())


def calling(name, *values):
    return _ast.Call(named(name), list(values), [])


def later(value):
    empty = _ast.arguments([], [], None, [], [], None, [])
    return _ast.Lambda(empty, value)


def waits_inside(value):
    return any(isinstance(one, (_ast.Await, _ast.Yield, _ast.YieldFrom, _ast.NamedExpr)) for one in nodes(value))


def truth(stmt, body):
    return here(_ast.If(_ast.Constant(True), body, []), stmt)


def names_in(target):
    return [one.id for one in nodes(target) if isinstance(one, _ast.Name) and isinstance(one.ctx, _ast.Store)]


def names_bound(stmt):
    if isinstance(stmt, (_ast.Import, _ast.ImportFrom)):
        names = [one.asname or one.name.partition('.')[0] for one in stmt.names]
        return [name for name in names if name != '*']
    if isinstance(stmt, _ast.Assign):
        return [name for target in stmt.targets for name in names_in(target)]
    if isinstance(stmt, _ast.AnnAssign) and stmt.value is not None:
        return names_in(stmt.target)
    return []


def passed(stmt):
    """The statement, whose failure ends nothing; what it would have given a name to is then a stand-in."""
    if isinstance(stmt, PLAIN):
        return stmt
    instead = [here(_ast.Assign([named(name, True)], calling('__missing__')), stmt) for name in names_bound(stmt)]
    handler = here(_ast.ExceptHandler(None, None, instead or [here(_ast.Pass(), stmt)]), stmt)
    return here(_ast.Try([stmt], [handler], [], []), stmt)


def leaves(stmt):
    value = getattr(stmt, 'value', None)
    return isinstance(stmt, _ast.Expr) and isinstance(value, _ast.Call) and getattr(value.func, 'attr', '') in LEAVES


def replaced_in(body):
    """Functions whose name is given to another one further down: nobody could call them afterwards."""
    last = {stmt.name: stmt for stmt in body if isinstance(stmt, FUNCTIONS)}
    return {stmt for stmt in body if isinstance(stmt, FUNCTIONS) and last[stmt.name] is not stmt}


class Forcing:
    def __init__(self, lines):
        self.lines = lines
        self.depth = 0
        self.replaced = set()

    def has(self, node):
        start = getattr(node, 'lineno', None)
        if start is None:
            return any(self.has(child) for child in children(node))
        return any(start <= line <= (node.end_lineno or start) for line in self.lines)

    def any(self, body):
        return any(self.has(stmt) for stmt in body)

    def block(self, body, head=False):
        self.replaced |= replaced_in(body)
        last = max((index for index, stmt in enumerate(body) if self.has(stmt)), default=-1)
        result = []
        for index, stmt in enumerate(body):
            is_first_word = head and index == 0 and isinstance(stmt, _ast.Expr) and isinstance(stmt.value, _ast.Constant)
            is_future = isinstance(stmt, _ast.ImportFrom) and stmt.module == '__future__'
            if index > last or is_first_word or is_future:
                result.append(stmt)
            elif self.has(stmt):
                result += self.reached(stmt, head and index == last)
            else:
                result += self.soft(stmt, False)
        return result or [_ast.Pass()]

    # ---- on the way: what comes before a line that is to be reached ----

    def soft_all(self, body, in_loop):
        return [made for stmt in body for made in self.soft(stmt, in_loop)]

    def soft(self, stmt, in_loop):
        if isinstance(stmt, _ast.Return):
            return [passed(here(_ast.Expr(stmt.value), stmt))] if stmt.value else [here(_ast.Pass(), stmt)]
        if isinstance(stmt, (_ast.Raise, _ast.Assert)) or leaves(stmt):
            return [here(_ast.Pass(), stmt)]
        if isinstance(stmt, (_ast.Break, _ast.Continue)):
            return [stmt if in_loop else here(_ast.Pass(), stmt)]
        if isinstance(stmt, FUNCTIONS + (_ast.ClassDef,)):
            return [passed(stmt)]
        if isinstance(stmt, _ast.While):
            counted = calling('__limit__', _ast.Constant(stmt.lineno))
            stmt.test = _ast.BoolOp(_ast.And(), [counted, stmt.test])
        for name in ('body', 'orelse', 'finalbody'):
            if isinstance(getattr(stmt, name, None), list):
                setattr(stmt, name, self.soft_all(getattr(stmt, name), in_loop or name == 'body' and isinstance(stmt, LOOPS)))
        for branch in getattr(stmt, 'handlers', []) + getattr(stmt, 'cases', []):
            branch.body = self.soft_all(branch.body, in_loop)
        return [passed(stmt)]

    # ---- there ----

    def reached(self, stmt, is_last):
        kind = type(stmt).__name__
        return getattr(self, f'reached_{kind}', self.reached_simple)(stmt, is_last)

    def reached_simple(self, stmt, is_last):
        self.open_up(stmt)
        if isinstance(stmt, (_ast.Return, _ast.Raise)) and is_last:
            return [stmt]
        return self.soft(stmt, False)

    def open_up(self, stmt):
        """Every part of `a and b` and of `a if b else c` on the line is worked out."""
        for node in list(nodes(stmt)):
            if isinstance(node, _ast.BoolOp) and self.has(node):
                both = isinstance(node.op, _ast.And)
                around = _ast.Or() if both else _ast.And()
                *first, final = node.values
                node.values = [_ast.BoolOp(around, [value, _ast.Constant(both)]) for value in first] + [final]
            elif isinstance(node, _ast.IfExp) and self.has(node):
                in_body = self.has(node.body) or not self.has(node.orelse)
                node.test = _ast.Constant(in_body)
            elif isinstance(node, _ast.comprehension):
                node.ifs = []

    def reached_If(self, stmt, _):
        made = []
        in_body, in_else = self.any(stmt.body), self.any(stmt.orelse)
        if not in_body and not in_else:
            self.open_up(stmt.test)
            return [passed(stmt)]
        if waits_inside(stmt.test) or self.has(stmt.test):
            made.append(passed(here(_ast.Expr(stmt.test), stmt)))
        if in_body:
            made.append(truth(stmt, self.block(stmt.body)))
        if in_else:
            made.append(truth(stmt, self.block(stmt.orelse)))
        return made

    def reached_While(self, stmt, _):
        if not self.any(stmt.body):
            return [passed(here(_ast.Expr(stmt.test), stmt)), *self.block(stmt.orelse)]
        turns = calling('range', _ast.Constant(TURNS))
        return [passed(here(_ast.For(named('__turn__', True), turns, self.block(stmt.body), self.block(stmt.orelse) if stmt.orelse else []), stmt))]

    def reached_For(self, stmt, _):
        if not waits_inside(stmt.iter):
            parts = len(stmt.target.elts) if isinstance(stmt.target, (_ast.Tuple, _ast.List)) else 0
            stmt.iter = calling('__each__', later(stmt.iter), _ast.Constant(parts))
        stmt.body = self.block(stmt.body)
        stmt.orelse = self.block(stmt.orelse) if stmt.orelse else []
        return [passed(stmt)]

    def reached_AsyncFor(self, stmt, _):
        stmt.body = self.block(stmt.body)
        return [passed(stmt)]

    def reached_With(self, stmt, _):
        for item in stmt.items:
            if not waits_inside(item.context_expr):
                item.context_expr = calling('__within__', later(item.context_expr))
        stmt.body = self.block(stmt.body)
        return [passed(stmt)]

    def reached_AsyncWith(self, stmt, _):
        stmt.body = self.block(stmt.body)
        return [passed(stmt)]

    def reached_Try(self, stmt, _):
        after = []
        for handler in stmt.handlers:
            if self.any(handler.body):
                if handler.name:
                    failure = calling('Exception', _ast.Constant('it failed'))
                    after.append(here(_ast.Assign([named(handler.name, True)], failure), handler))
                after += self.block(handler.body)
                handler.body = [here(_ast.Pass(), handler)]
        stmt.body = self.block(stmt.body) if self.any(stmt.body) else self.soft_all(stmt.body, False)
        stmt.orelse = self.block(stmt.orelse) if self.any(stmt.orelse) else stmt.orelse
        stmt.finalbody = self.block(stmt.finalbody) if self.any(stmt.finalbody) else stmt.finalbody
        return [passed(stmt), *after]

    reached_TryStar = reached_Try

    def reached_Match(self, stmt, _):
        made = []
        for case in stmt.cases:
            if self.any(case.body):
                names = [one.name for one in nodes(case.pattern) if getattr(one, 'name', None)]
                first = case.body[0]
                made += [here(_ast.Assign([named(name, True)], calling('__missing__')), first) for name in names]
                made += self.block(case.body)
        return made or [passed(stmt)]

    def reached_FunctionDef(self, stmt, _):
        if not self.any(stmt.body):
            return [passed(stmt)]
        self.depth += 1
        stmt.body = self.block(stmt.body, True)
        self.depth -= 1
        is_hidden = self.depth > 0 or stmt in self.replaced
        asked = [passed(here(_ast.Expr(calling('__call__', named(stmt.name))), stmt))] if is_hidden else []
        return [passed(stmt), *asked]

    reached_AsyncFunctionDef = reached_FunctionDef

    def reached_ClassDef(self, stmt, _):
        depth, self.depth = self.depth, 0
        stmt.body = self.block(stmt.body, True)
        self.depth = depth
        return [passed(stmt)]
