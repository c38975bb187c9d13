"""What calls a program's code the way it is meant to be called: its own tests, the examples in its docstrings, its command
line with its own options, and its modules as programs."""

EXAMPLES, VARIANTS, MODULES, TESTS = 12, 8, 5, 12
LONGEST_EXAMPLE = 400


class Found(BaseException):
    """A parser was asked to parse: here it is."""


def make_drive(shared, wishes, attempt, constants_of, is_unused):
    sample_file, modules, folder = shared.sample_file, sys.modules, posix.getcwd()
    beside = [name for name in posix.listdir(folder) if name.endswith('.py')]

    def drive(namespace, program):
        """Targets that come before the functions, and those after them."""
        if program is None:
            return [], []
        own = list(namespace.values())
        first = tests(own) + examples(namespace, own)
        return first, again(namespace, program) + imported(namespace, program) + other_modules(namespace)

    # ---- tests and examples ----

    def tests(own):
        found = []
        case = getattr(modules.get('unittest'), 'TestCase', None)
        for kind in own:
            if case is None or not isinstance(kind, type) or not issubclass(kind, case) or kind is case:
                continue
            names = [name for name in dir(kind) if name.startswith('test')][:TESTS]
            found += [(f'{kind.__name__}.{name}', lambda kind=kind, name=name: run_test(kind, name)) for name in names]
        return found[:TESTS * 2]

    def run_test(kind, name):
        kind.setUpClass()
        kind(name).debug()

    def examples(namespace, own):
        found, names = [], {}
        docs = [(namespace.get('__doc__'), 1)]
        for value in own:
            code = getattr(value, '__code__', None)
            if type(code) is CODE and sample_file(code) is not None:
                docs.append((getattr(value, '__doc__', None), code.co_firstlineno))
                names[getattr(value, '__name__', '')] = True
            elif isinstance(value, type) and getattr(value, '__module__', '') == '__main__':
                names[getattr(value, '__name__', '')] = True
                methods = [item for item in list(vars(value).values())[:20] if type(item) is FUNCTION]
                lines = [item.__code__.co_firstlineno for item in methods]
                docs += [(value.__doc__, min(lines, default=1)), *((item.__doc__, line) for item, line in zip(methods, lines))]
        for doc, line in docs:
            if type(doc) is str and len(doc) < 20_000:
                lines = statements_in(doc, names)
                if lines:
                    found.append((f'example {len(found) + 1}', lambda lines=lines, line=line: run_lines(lines, line, namespace)))
        return found[:EXAMPLES]

    def statements_in(doc, names):
        """What follows `>>>`, and lines that are a call of something defined here."""
        found, gathering = [], False
        for line in doc.split('\n')[:400]:
            bare = line.strip()
            if bare.startswith('>>> '):
                found.append(bare[4:])
                gathering = True
            elif gathering and (bare.startswith('... ') or bare == '...'):
                found[-1] += '\n' + bare[4:]
            else:
                gathering = False
                word = bare.partition('(')[0]
                if word in names and len(bare) < LONGEST_EXAMPLE and word:
                    found.append(call_in(bare))
        return [statement for statement in found if statement][:EXAMPLES * 3]

    def call_in(line):
        """The shortest beginning of a line that is an expression: `f(1)` of `f(1) -> 2`."""
        at, tries = line.find(')'), 0
        while at >= 0 and tries < 8:
            try:
                compile(line[:at + 1], '<example>', 'eval')
                return line[:at + 1]
            except (SyntaxError, ValueError):
                at, tries = line.find(')', at + 1), tries + 1
        return None

    def run_lines(lines, first, namespace):
        """What they lead to is told with the line that their docstring belongs to."""
        space, file = dict(namespace), str(namespace.get('__file__'))
        for line in lines:
            shared.walking = True
            try:
                code = compile('\n' * (first - 1) + line + '\n', file, 'single')
            except (SyntaxError, ValueError):
                continue
            finally:
                shared.walking = False
            attempt(lambda: exec(code, space))

    # ---- the program again, with other arguments ----

    def again(namespace, program):
        """Runs of the whole program with arguments that its own parser would take; none where it takes none."""
        names = names_in(program)
        if not names & {'argv', 'parse_args', 'parse_known_args', 'getopt', 'gnu_getopt'}:
            return []
        if names & {'ArgumentParser'} or 'argparse' in names:
            return [(f'with options {number + 1}', lambda number=number: parsed(program, namespace, number)) for number in range(VARIANTS)]
        lists = argument_lists(program, 'OptionParser' in names)
        return [(f'with {" ".join(one)[:60]}', lambda one=one: start(program, namespace, one)) for one in lists[:VARIANTS]]

    def names_in(code, depth=0):
        names = set(code.co_names)
        for item in code.co_consts:
            if type(item) is CODE and depth < 4:
                names |= names_in(item, depth + 1)
        return names

    def start(program, namespace, words):
        entry = namespace.get('__file__') or sys.argv[0]
        sys.argv = [entry, *words]
        space = {'__name__': '__main__', '__file__': entry, '__builtins__': builtins, '__doc__': None, '__spec__': None}
        namespace.clear()  # `__main__` itself: what the program looks up there is its own
        namespace.update(space)
        exec(program, namespace)

    def parsed(program, namespace, number):
        """Finds the parser by asking for it, then runs the program with the number-th set of its options."""
        import argparse

        kind = argparse.ArgumentParser
        kept = kind.parse_args, kind.parse_known_args

        def tell(self, args=None, namespace=None):
            raise Found(self)

        kind.parse_args = kind.parse_known_args = tell
        try:
            start(program, namespace, [])
            return
        except Found as found:
            parser = found.args[0]
        finally:
            kind.parse_args, kind.parse_known_args = kept
        lists = command_lines(parser, argparse)
        if number < len(lists):
            start(program, namespace, lists[number])

    def command_lines(parser, argparse, depth=0):
        """Everything at once, the least there is, then each option by itself; once for each command."""
        needed, options, commands = [], [], []
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, inner in list(action.choices.items())[:VARIANTS]:
                    if depth < 2:
                        commands += [[name, *line] for line in command_lines(inner, argparse, depth + 1)[:2]]
            elif isinstance(action, (argparse._HelpAction, argparse._VersionAction)):
                continue
            elif action.option_strings:
                words = [action.option_strings[-1], *words_for(action)]
                options.append(words)
                if action.required:
                    needed += words
            else:
                needed += words_for(action) or ['value']
        exclusive = {id(action) for group in parser._mutually_exclusive_groups for action in group._group_actions[1:]}
        together = [word for action, words in zip([a for a in parser._actions if a.option_strings and not isinstance(a, (argparse._HelpAction, argparse._VersionAction))], options)
                    if id(action) not in exclusive for word in words]
        alone = [[*words, *needed] for words in options]
        lines = [[*together, *positional(parser, argparse)], needed, *alone]
        if commands:
            return [[*together, *line] if together and depth == 0 else line for line in commands] + lines[:1]
        return lines

    def positional(parser, argparse):
        return [word for action in parser._actions if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
                for word in words_for(action) or ['value']]

    def words_for(action):
        if action.nargs == 0:
            return []
        choices = list(action.choices) if action.choices else None
        kind = getattr(action.type, '__name__', '')
        if choices:
            word = str(choices[-1])
        elif kind == 'int':
            word = '3'
        elif kind == 'float':
            word = '1.5'
        else:
            word = word_for(action.dest)
        return [word] * action.nargs if type(action.nargs) is int else [word]

    def word_for(name):
        low = str(name).lower()
        for words, choices in BY_NAME:
            if any(word in low for word in words) and type(choices[0]) is str:
                return choices[0]
        return '3' if low in ('n', 'count', 'num') else 'value'

    def argument_lists(program, parses):
        """For `sys.argv`, `getopt` and `optparse`: each text that looks like an option or a command, with something after it."""
        texts = []
        for code in codes_of(program):
            for item in constants_of(code):
                if type(item) is str and 0 < len(item) < 40 and not item.isspace() and item.isprintable() and ' ' not in item:
                    if item.startswith('-') or code.co_names and 'argv' in names_in(code) and not item.endswith('.py'):
                        if item not in texts and item != '__main__' and len(texts) < 40:
                            texts.append(item)
        options = sorted(texts, key=lambda text: not text.startswith('-'))
        lists = [[text, '3'] if parses else [text, FILE, 'value'] for text in options]
        longs = [text for text in options if text.endswith('=') or text.isidentifier()]
        lists += [[f'--{text.rstrip("=")}', 'value'] for text in longs[:4]]
        return [[FILE, 'value', '3'], *lists]

    def codes_of(code, depth=0):
        yield code
        for item in code.co_consts:
            if type(item) is CODE and depth < 4:
                yield from codes_of(item, depth + 1)

    def imported(namespace, program):
        """The program as a module, where it asks whether it is one and has lines that did not run."""
        found = sample_file(program)
        if '__name__' not in program.co_names or found is None:
            return []
        if all(line in found[1] or not line for _, _, line in program.co_lines()):
            return []
        name = str(namespace.get('__file__')).rpartition('/')[2].partition('.')[0]
        space = {'__name__': name, '__file__': namespace.get('__file__'), '__builtins__': builtins}
        return [(f'import {name}', lambda: exec(program, space))]

    # ---- files of the sample that nothing imported ----

    def other_modules(namespace):
        loaded = {getattr(module, '__file__', None) for module in list(modules.values())} | {namespace.get('__file__')}
        names = sorted(name for name in beside if f'{folder}/{name}' not in loaded)
        return [(f'module {name}', lambda name=name: run_module(f'{folder}/{name}')) for name in names[:MODULES]]

    def run_module(path):
        shared.walking = True
        try:
            program = compile(read(path), path, 'exec', 0, True)
        finally:
            shared.walking = False
        shared.monitor(program)
        space = {'__name__': '__main__', '__file__': path, '__builtins__': builtins}
        attempt(lambda: exec(program, space))

    return drive
