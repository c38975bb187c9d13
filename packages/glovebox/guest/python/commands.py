"""Lines of a cell that are no Python: `!command`, `%pip install …`, `%matplotlib inline`, as notebooks have them.

Only a line at which Python itself stops is read so: what is Python stays as it is.
"""

MOST_COMMANDS = 100


@invisible
def parsed(source, path):
    for _ in range(MOST_COMMANDS):
        try:
            return compile(source, path, 'exec', 0x400, True)  # 0x400: the syntax tree
        except SyntaxError as error:
            changed = with_command(source, error.lineno)
            if changed is None:
                raise
            source = changed
    return compile(source, path, 'exec', 0x400, True)


@invisible
def with_command(source, number):
    lines = source.split(b'\n')
    if number is None or not 0 < number <= len(lines):
        return None
    line = lines[number - 1].decode('utf-8', 'replace')
    text = line.strip()
    if text.startswith('!'):
        command = text[1:]
    elif text.startswith('%pip '):
        command = f'python3 -m {text[1:]}'
    elif text.startswith('%matplotlib'):
        command = None
    else:
        return None
    indent = line[:len(line) - len(line.lstrip())]
    said = 'pass' if command is None else f'if __import__("os").system({command!r}): pass'
    lines[number - 1] = f'{indent}{said}'.encode()
    return b'\n'.join(lines)
