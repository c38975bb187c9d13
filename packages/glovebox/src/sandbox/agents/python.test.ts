import { describe, expect, test } from 'vitest';
import { actions, executedLines, watch } from './run.ts';

const python = (source: string, more = {}) => watch({ language: 'python', source, ...more });

describe('a Python program’s hints', () => {
  test('name capability, operation, target and line of what it does to files', async () => {
    const { hints } = await python(`import os, shutil, tempfile
os.mkdir('d')
with open('d/a', 'w') as f:
    f.write('x')
os.rename('d/a', 'd/b')
open('d/b').close()
os.chmod('d/b', 0o600)
os.listdir('d')
os.symlink('b', 'd/c')
os.remove('d/b')
shutil.rmtree('d')
`);
    expect(actions(hints).filter((action) => action.startsWith('file.'))).toEqual(
      expect.arrayContaining([
        'file.write os.mkdir d @main.py:2',
        'file.write open d/a @main.py:3',
        'file.write os.rename d/b @main.py:5',
        'file.read open d/b @main.py:6',
        'file.permission os.chmod d/b @main.py:7',
        'file.read os.listdir d @main.py:8',
        'file.write os.symlink d/c @main.py:9',
        'file.delete os.remove d/b @main.py:10',
        'file.delete shutil.rmtree d @main.py:11',
        'file.delete os.remove d/c @main.py:11',
      ]),
    );
  });

  test('say which program it starts, whom it signals, whom it talks to', async () => {
    const { hints } = await python(`import os, socket, subprocess
os.system('true')
subprocess.run(['echo', 'a b'], capture_output=True)
os.popen('true').close()
os.kill(os.getpid(), 0)
s = socket.socket()
s.settimeout(1)
try:
    s.connect(('127.0.0.1', 1))
except OSError:
    pass
s.close()
socket.getaddrinfo('127.0.0.1', 80)
u = socket.socket(type=socket.SOCK_DGRAM)
u.bind(('127.0.0.1', 0))
u.sendto(b'x', ('127.0.0.1', 9))
`);
    const pid = hints.find((hint) => hint.kind === 'begin')?.pid;
    expect(actions(hints).filter((action) => !action.startsWith('code.import') && !action.startsWith('file.'))).toEqual(
      [
        'process.spawn os.system true @main.py:2',
        'process.spawn subprocess.Popen echo a b @main.py:3',
        'process.spawn subprocess.Popen /bin/sh -c true @main.py:4',
        `process.signal os.kill ${pid} @main.py:5`,
        'network.connect socket.connect 127.0.0.1:1 @main.py:9',
        'network.resolve socket.getaddrinfo 127.0.0.1 @main.py:13',
        'network.listen socket.bind 127.0.0.1:0 @main.py:15',
        'network.send socket.sendto 127.0.0.1:9 @main.py:16',
      ],
    );
  });

  test('carry the code that is evaluated, and not what the standard library evaluates', async () => {
    const { hints } = await python(`import collections, pickle
collections.namedtuple('P', 'x y')
exec('a = 1\\nb = 2')
eval(compile('a + b', 'made-up', 'eval'))
pickle.loads(pickle.dumps(collections.OrderedDict()))
`);
    expect(actions(hints).filter((action) => /eval|serialize/.test(action))).toEqual([
      'code.eval exec <string> @main.py:3',
      'code.eval compile made-up @main.py:4',
      'code.eval exec made-up @main.py:4',
      'code.deserialize pickle.find_class collections.OrderedDict @main.py:5',
    ]);
    expect(hints.find((hint) => hint.kind === 'hint' && hint.operation === 'exec')).toMatchObject({
      values: { code: 'a = 1\nb = 2' },
    });
  });

  test('tell a variable read from all of them, and leave the standard library’s own reads out', async () => {
    const { hints, stdout } = await python(`import os, subprocess, tempfile
print(os.environ['PROBE'], os.getenv('NOPE'), 'HOME' in os.environ)
len(dict(os.environ))
for name, value in os.environ.items(): pass
tempfile.gettempdir()
subprocess.run('true')
`);
    expect(stdout).toBe('visible None True\n');
    expect(actions(hints).filter((action) => action.startsWith('environment'))).toEqual([
      'environment.read os.environ PROBE @main.py:2',
      'environment.read os.environ NOPE @main.py:2',
      'environment.read os.environ HOME @main.py:2',
      'environment.read os.environ * @main.py:3',
      'environment.read os.environ * @main.py:4',
    ]);
  });

  test('report imports, waiting and looking for a tracer', async () => {
    const { hints } = await python(`import json
import importlib; importlib.import_module('colorsys')
import time; time.sleep(0.001)
import sys; sys.gettrace()
import ctypes
ctypes.CDLL('libc.so.6')
`);
    const found = actions(hints);
    expect(found).toContain('code.import import json @main.py:1');
    expect(found).toContain('code.import import colorsys @main.py:2');
    expect(found).toContain('clock.wait time.sleep 0.001 @main.py:3');
    expect(found).toContain('system.probe sys.gettrace  @main.py:4');
    expect(found).toContain('code.native ctypes.dlopen libc.so.6 @main.py:6');
    expect(found.filter((action) => action.startsWith('file.read'))).toEqual([]);
  });

  test('carry the process id of a forked child and the place in an imported file', async () => {
    const { hints } = await python(
      `import os, helper
pid = os.fork()
if pid == 0:
    helper.touch('child')
    os._exit(0)
os.waitpid(pid, 0)
helper.touch('parent')
`,
      { files: { 'helper.py': '\n\ndef touch(name):\n    open(name, "w").close()\n' } },
    );
    const begin = hints.find((hint) => hint.kind === 'begin')?.pid;
    const touches = hints.filter((hint) => hint.kind === 'hint' && hint.capability === 'file.write');
    expect(touches).toMatchObject([
      { target: 'child', file: 'helper.py', line: 4 },
      { target: 'parent', file: 'helper.py', line: 4, pid: begin, tid: begin },
    ]);
    expect(touches[0]).not.toMatchObject({ pid: begin });
  });

  test('come from threads, with their thread id', async () => {
    const { hints } = await python(`import threading
def work():
    open('t', 'w').close()
thread = threading.Thread(target=work)
thread.start()
thread.join()
`);
    const hint = hints.find((one) => one.kind === 'hint' && one.target === 't');
    expect(hint).toMatchObject({ line: 3 });
    expect(hint?.kind === 'hint' && hint.tid !== hint.pid).toBe(true);
  });

  test('keep file names that are no text', async () => {
    const { hints } = await python(`open(b'caf\\xe9\\n', 'wb').close()\n`);
    expect(hints).toContainEqual(expect.objectContaining({ kind: 'hint', target: 'caf\ufffd\n', line: 1 }));
  });

  test('stop in silence when the sample closes every descriptor, and what it opens then stays its own', async () => {
    const { hints, stdout } = await python(`import os
open('before', 'w').close()
os.closerange(3, 256)
open('after', 'w').close()
print(open('before').read() + open('after').read() + '.')
`);
    expect(stdout).toBe('.\n');
    expect(actions(hints)).toContain('file.write open before @main.py:2');
    expect(actions(hints).join()).not.toContain('after');
  });

  test('survive whatever the sample replaces', async () => {
    const { hints } = await python(`import builtins, os, posix, sys
keep = open
for module, name in ((builtins, 'len'), (builtins, 'type'), (os, 'write'), (posix, 'write'), (sys, '_getframe'), (builtins, 'str')):
    setattr(module, name, None)
sys.modules.clear()
keep('still', 'w').close()
`);
    expect(actions(hints)).toContain('file.write open still @main.py:6');
  });

  test('name the uncaught error', async () => {
    const { hints } = await python('raise MemoryError("too\\nmuch")\n');
    expect(hints).toContainEqual(expect.objectContaining({ kind: 'error', name: 'MemoryError', message: 'too\nmuch' }));
  });

  test('are left out where nobody listens, and the program runs', async () => {
    const { stdout, hints } = await python('import sys\nprint(sys.gettrace.__class__.__name__)\n', { unheard: true });
    expect(stdout).toBe('builtin_function_or_method\n');
    expect(hints).toEqual([]);
  });
});

describe('a Python program’s lines', () => {
  const BRANCHES = `import os
def used(n):
    if n > 1:
        return 'big'
    return 'small'
def unused():
    return os
used(1)
`;

  test('are those that ran, complete where all were counted', async () => {
    const { hints } = await python(BRANCHES);
    expect(executedLines(hints, 'main.py')).toEqual([1, 2, 3, 5, 6, 8]);
    expect(hints.some((hint) => hint.kind === 'lines' && hint.complete)).toBe(true);
  });

  test('are a lower bound after a long loop, where hints still count', async () => {
    const { hints } = await python(`x = 0
for i in range(100000):
    x += i
y = 1
open('out', 'w').close()
z = 2
`);
    expect(executedLines(hints, 'main.py')).toEqual(expect.arrayContaining([1, 2, 3, 5]));
    expect(executedLines(hints, 'main.py')).not.toContain(7);
  });

  test('reach the reader of a program that is killed', async () => {
    const { hints, signal } = await python('import os\nx = 1\nos.kill(os.getpid(), 9)\n');
    expect(signal).toBe('SIGKILL');
    expect(executedLines(hints, 'main.py')).toEqual([1, 2, 3]);
    expect(hints.some((hint) => hint.kind === 'lines' && hint.complete)).toBe(false);
  });
});
