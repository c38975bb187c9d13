"""In which Python a restricted program may be written: RestrictedPython's policy, made to behave the same in every
version of it, and with the constructs that ordinary programs need and that the guards of `guards.py` make harmless.

What has no method here or in RestrictedPython is refused: `async`, `match`, `except*`, type parameters, and whatever
Python learns next.
"""

import ast
from types import CodeType

from RestrictedPython import transformer
from RestrictedPython.transformer import IOPERATOR_TO_STR, RestrictingNodeTransformer


def copy_locations(new, old):
    """RestrictedPython 4 leaves out where a node ends, which Python 3.11 compiles no more."""
    ast.copy_location(new, old)
    ast.fix_missing_locations(new)


transformer.copy_locations = copy_locations

# Methods a class may define. Not among them: what intercepts attributes (`__getattr__`), copying and pickling, what
# class creation calls, and `__class__`; trusted code that asks an object for those must get the real answer.
MAGIC = frozenset(
    f'__{name}__'
    for name in (
        'init post_init repr str bool len hash eq ne lt le gt ge contains iter next reversed getitem setitem delitem call '
        'enter exit add radd iadd sub rsub isub mul rmul imul truediv rtruediv itruediv floordiv rfloordiv ifloordiv mod '
        'rmod imod pow rpow ipow and rand iand or ror ior xor rxor ixor lshift rlshift ilshift rshift rrshift irshift neg '
        'pos abs invert int float complex index round floor ceil trunc divmod rdivmod missing format'
    ).split()
)

# What compiled code calls. A program that could bind one of these would guard itself.
GUARDS = frozenset(
    ('_getattr_', '_getitem_', '_getiter_', '_iter_unpack_sequence_', '_unpack_sequence_', '_write_', '_inplacevar_')
    + ('_apply_', '_slice_', '_attribute_', '_item_', '_update_', '__metaclass__', '__builtins__')
)


def is_super(node):
    """`super()`, which needs no guard: it reaches nothing but the bases of the program's own class."""
    return isinstance(node, ast.Call) and is_name(node.func, 'super') and not node.args and not node.keywords


def is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


class Policy(RestrictingNodeTransformer):
    def error(self, node, message):
        self.errors.append((getattr(node, 'lineno', 1), message))

    def check_name(self, node, name, allow_magic_methods=False):
        if name is None or name == '_' or allow_magic_methods and name in MAGIC:
            return
        if name.startswith('_'):
            self.error(node, f'"{name}" is not allowed: names that start with "_" belong to the sandbox')
        elif name == 'super':
            self.error(node, '"super" can only be called, without arguments')

    def check_function_argument_names(self, node):
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
            if argument is not None:
                self.check_name(node, argument.arg)

    def call(self, node, guard, *arguments):
        new = ast.Call(func=ast.Name(guard, ast.Load()), args=list(arguments), keywords=[])
        copy_locations(new, node)
        return new

    # ---- names and values ----

    def visit_Constant(self, node):
        return node

    def visit_Name(self, node):
        if not (node.id == '__name__' and isinstance(node.ctx, ast.Load)):
            self.check_name(node, node.id)
        return node

    def visit_NamedExpr(self, node):
        return self.node_contents_visit(node)

    def visit_JoinedStr(self, node):
        return self.node_contents_visit(node)

    def visit_FormattedValue(self, node):
        return self.node_contents_visit(node)

    def visit_keyword(self, node):
        self.check_name(node, node.arg)
        return self.node_contents_visit(node)

    def visit_Call(self, node):
        return node if is_super(node) else super().visit_Call(node)

    def visit_Attribute(self, node):
        reading = isinstance(node.ctx, ast.Load)
        if reading and is_super(node.value) and node.attr in MAGIC:
            return node
        if node.attr.startswith('_') and not (reading and node.attr == '__name__'):
            self.error(node, f'".{node.attr}" is not allowed: attributes that start with "_" belong to the sandbox')
        node = self.node_contents_visit(node)
        if reading:
            return self.call(node, '_getattr_', node.value, ast.Constant(node.attr))
        node.value = self.call(node.value, '_write_', node.value)
        return node

    def visit_Subscript(self, node):
        node = self.node_contents_visit(node)
        if isinstance(node.ctx, ast.Load):
            return self.call(node, '_getitem_', node.value, self.index(node.slice))
        node.value = self.call(node.value, '_write_', node.value)
        return node

    def index(self, node):
        """A slice as a value that can be passed to a function."""
        if isinstance(node, ast.Slice):
            parts = (part or ast.Constant(None) for part in (node.lower, node.upper, node.step))
            return self.call(node, '_slice_', *parts)
        if isinstance(node, ast.Tuple):
            node.elts = [self.index(element) for element in node.elts]
        return node

    # ---- statements ----

    def visit_Assign(self, node):
        if len(node.targets) == 1:
            return super().visit_Assign(node)
        # RestrictedPython evaluates the value once for each target.
        first = ast.Assign(targets=[ast.Name(self.gen_tmp_name(), ast.Store())], value=self.visit(node.value))
        name = first.targets[0].id
        copies = [ast.Assign(targets=[target], value=ast.Name(name, ast.Load())) for target in node.targets]
        statements = [first]
        for copy in copies:
            copy_locations(copy, node)
            visited = self.assign_from(copy)
            statements.extend(visited if isinstance(visited, list) else [visited])
        copy_locations(first, node)
        for statement in statements:
            copy_locations(statement, node)
        return statements

    def assign_from(self, node):
        """An assignment from a name of ours, which is no name that the program could have written."""
        value, node.value = node.value, ast.Constant(None)
        copy_locations(node.value, node)
        node = self.node_contents_visit(node)
        node.value = value
        target = node.targets[0]
        if isinstance(target, ast.Tuple):
            node.value = self.protect_unpack_sequence(target, value)
        return node

    def visit_AugAssign(self, node):
        operator = IOPERATOR_TO_STR.get(type(node.op))
        if operator is None or operator == '@=':
            self.not_allowed(node)
            return node
        node = self.node_contents_visit(node)
        target, sign = node.target, ast.Constant(operator)
        if isinstance(target, ast.Name):
            value = self.call(node, '_inplacevar_', sign, ast.Name(target.id, ast.Load()), node.value)
            new = ast.Assign(targets=[target], value=value)
        else:
            # The place is read before the value is computed, as Python does. Its object is inside the `_write_` put there above.
            container = target.value.args[0]
            if isinstance(target, ast.Attribute):
                place = self.call(target, '_attribute_', container, ast.Constant(target.attr))
            else:
                place = self.call(target, '_item_', container, self.index(target.slice))
            new = ast.Expr(self.call(node, '_update_', place, sign, node.value))
        copy_locations(new, node)
        return new

    def visit_AnnAssign(self, node):
        return self.node_contents_visit(node)

    def visit_Import(self, node):
        return self.check_import_names(node)

    def visit_ImportFrom(self, node):
        if node.level > 0:
            self.error(node, 'relative imports are not allowed')
        return self.check_import_names(node)

    def check_import_names(self, node):
        for alias in node.names:
            if alias.name == '*':
                self.error(node, '"import *" is not allowed: it binds names that nobody checked')
            for part in alias.name.split('.'):
                self.check_name(node, part)
            self.check_name(node, alias.asname)
        return node

    def visit_Global(self, node):
        for name in node.names:
            self.check_name(node, name)
        return node

    visit_Nonlocal = visit_Global

    def visit_Yield(self, node):
        return self.node_contents_visit(node)

    visit_YieldFrom = visit_Yield

    def visit_comprehension(self, node):
        if node.is_async:
            self.error(node.iter, 'async comprehensions are not allowed')
        return super().visit_comprehension(node)

    def visit_TryStar(self, node):
        self.not_allowed(node)

    visit_Match = visit_TryStar

    # ---- definitions ----

    def visit_FunctionDef(self, node):
        self.check_name(node, node.name, allow_magic_methods=True)
        self.check_function_argument_names(node)
        return self.node_contents_visit(node)

    def visit_Lambda(self, node):
        self.check_function_argument_names(node)
        return self.node_contents_visit(node)

    def visit_ClassDef(self, node):
        self.check_name(node, node.name)
        if node.keywords:
            self.error(node, 'arguments of a class definition are not allowed')
        node = self.node_contents_visit(node)
        node.keywords = [ast.keyword('metaclass', ast.Name('__metaclass__', ast.Load()))]
        ast.fix_missing_locations(node)
        return node

    def visit_Module(self, node):
        return self.node_contents_visit(node)


def binds_a_guard(code):
    """Whether compiled code has a variable of a guard's name: what the policy overlooked would show here."""
    names = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    return not names.isdisjoint(GUARDS) or any(
        binds_a_guard(constant) for constant in code.co_consts if isinstance(constant, CodeType)
    )
