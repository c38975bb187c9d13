import { expect, test } from 'vitest';
import { inFolder, type Program, runPlain, runWatched } from './run.ts';

/** What each must do under its agent exactly as without: output, errors with their tracebacks, how it ends. */
const PROGRAMS: Record<string, Program> = {
  'Python: arguments, names, path': {
    language: 'python',
    args: ['a b', '', 'back\\slash', 'new\nline', '\x1f', 'é'],
    source: `import sys, helper
print(sys.argv[1:], __name__, __file__ == sys.argv[0], sys.path[0] == __file__.rpartition('/')[0])
print(sorted(globals()), helper.double(4), helper.__file__.endswith('helper.py'))
print(callable(exit), callable(quit), sys.gettrace(), [p for p in sys.path if 'packages' in p])
print(repr(exec), repr(eval), repr(__import__), __import__('time').sleep)
`,
    files: { 'helper.py': 'def double(n):\n    return n * 2\n' },
  },
  'Python: an uncaught error in nested calls': {
    language: 'python',
    source:
      'def f(n):\n    if n == 0:\n        raise ValueError("deep\\nerror")\n    f(n - 1)\ntry:\n    f(2)\nexcept ValueError as e:\n    raise KeyError("x") from e\n',
  },
  'Python: errors out of wrapped functions': {
    language: 'python',
    source: `import os, time, traceback
for attempt in (lambda: os.environ['NOPE'], lambda: time.sleep('x'), lambda: exec('1/0'), lambda: eval('1 +'),
                lambda: __import__('nope'), lambda: open('/nope')):
    try:
        attempt()
    except Exception:
        traceback.print_exc()
traceback.print_stack()
import nope2
`,
  },
  'Python: a syntax error': { language: 'python', source: 'print(1)\nx = = 2\n' },
  'Python: sys.exit with a string': { language: 'python', source: 'import sys\nprint("out")\nsys.exit("bye")\n' },
  'Python: sys.exit with a number in a finally': {
    language: 'python',
    source: 'try:\n    exit(3)\nfinally:\n    print("f")\n',
  },
  'Python: KeyboardInterrupt': {
    language: 'python',
    source: 'import atexit\natexit.register(print, "last")\nraise KeyboardInterrupt\n',
  },
  'Python: atexit, threads, excepthook': {
    language: 'python',
    source: `import atexit, threading, time, sys
atexit.register(lambda: print("atexit"))
def late():
    time.sleep(0.05)
    print("thread")
threading.Thread(target=late).start()
threading.Thread(target=lambda: 1 / 0, name="worker").start()
def hook(kind, value, trace):
    print("hook", kind.__name__, value, trace.tb_lineno, trace.tb_next)
sys.excepthook = hook
raise RuntimeError("x")
`,
  },
  'Python: a broken excepthook': {
    language: 'python',
    source: 'import sys\ndef hook(*a):\n    1/0\nsys.excepthook = hook\nraise ValueError("original")\n',
  },
  'Python: recursion to the limit': {
    language: 'python',
    source:
      'import sys\ndef f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as e:\n    print(e)\nf(0)\n',
  },
  'Python: exec and eval see the caller’s names': {
    language: 'python',
    source: `from __future__ import annotations
g = 1
class A:
    calc = eval
    x = 5
    y = eval('x + g')
    exec('z = x * 2')
def f(a):
    b = 2
    exec('c = a + b; print(c, sorted(locals()))')
    ns = {}
    exec('def h(q: Undefined): return q', ns)
    return eval('a * b + g'), ns['h'](3), eval('a', {'a': 9}), eval('a', None, {'a': 8}), [eval('g') for _ in range(2)]
print(f(4), A.y, A.z, A().calc('1 + 1'), list(map(eval, ['1', ' 2'])))
exec(compile('print("compiled", g)', 'x', 'exec'))
import pickle
print(pickle.loads(pickle.dumps(eval)) is eval, eval.__name__, exec.__module__)
`,
  },
  'Python: multiprocessing': {
    language: 'python',
    source: `import multiprocessing as m
def square(n):
    return n * n
if __name__ == '__main__':
    with m.Pool(2) as pool:
        print(pool.map(square, range(5)))
    with m.get_context('spawn').Pool(1) as pool:
        print(pool.map(square, [7]))
`,
  },
  'Python: replacing whatever it can': {
    language: 'python',
    source: `import builtins, os, sys, posix, time
keep_print, keep_open = print, open
for module, name in ((builtins, 'len'), (builtins, 'type'), (builtins, 'isinstance'), (builtins, 'dict'), (os, 'write'),
                     (posix, 'write'), (posix, 'getpid'), (sys, '_getframe'), (builtins, 'str'), (builtins, 'list'),
                     (builtins, 'sorted'), (builtins, 'Exception'), (builtins, 'exec'), (builtins, '__import__')):
    setattr(module, name, None)
keep_open(__file__).close()
sys.modules.clear()
keep_print('alive')
`,
  },
  'Python: a daemon that closes every descriptor': {
    language: 'python',
    source: `import os
os.closerange(3, 256)
f = open('out.txt', 'w')
for i in range(60):
    os.dup(f.fileno())
f.write('mine')
f.flush()
os.listdir('.')
print(open('out.txt').read())
`,
  },
  'Python: a signal handler that raises during watched calls': {
    language: 'python',
    source: `import os, signal
class Ring(Exception):
    pass
def ring(*_):
    raise Ring('ring')
signal.signal(signal.SIGALRM, ring)
for _ in range(20):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.002)
        while True:
            os.close(os.open('/dev/null', os.O_WRONLY))
    except Ring:
        pass
print('rang')
`,
  },
  'Python: standard input and os._exit': {
    language: 'python',
    stdin: 'typed\n',
    source: 'import os\nprint(input().upper(), flush=True)\nos._exit(7)\n',
  },
  'JavaScript: CommonJS main': {
    language: 'javascript',
    args: ['a b', 'new\nline', '\\'],
    source: `const { double } = require('./lib/helper');
console.log(require.main === module, process.argv.length, process.argv.slice(2), process.execArgv, double(2));
console.log(__filename === process.argv[1], module.paths.length > 0, Object.keys(require.cache).length, module.parent, module.id);
const fs = require('fs'), util = require('util');
console.log(fs.readFile.name, fs.readFile.length, typeof util.promisify(fs.exists), fs.existsSync === require('node:fs').existsSync);
console.log(Function === (() => {}).constructor, Function('a', 'return a + 1')(1), new Function('return 2')());
(() => { const local = 3; console.log(eval('local + 1'), typeof eval); })();
process.exitCode = 5;
`,
    files: { 'lib/helper.js': 'exports.double = (n) => n * 2;\n' },
  },
  'JavaScript: an uncaught error from a wrapped function': {
    language: 'javascript',
    source: `const fs = require('fs');
function read() { return fs.readFileSync('/nope'); }
try { read(); } catch (error) { console.log(error.stack); }
try { fs.readFileSync({}); } catch (error) { console.log(error.stack, error); }
setTimeout(read, 1);
`,
  },
  'JavaScript: an uncaught custom error': {
    language: 'javascript',
    source: 'class Mine extends Error { name = "Mine"; extra = 1 }\nfunction f() { throw new Mine("x\\ny"); }\nf();\n',
  },
  'JavaScript: a rejected promise': {
    language: 'javascript',
    source: 'async function f() { await null; throw new TypeError("late"); }\nf();\n',
  },
  'JavaScript: a syntax error': { language: 'javascript', source: 'let a = ;\n' },
  'JavaScript: a stack formatter of its own': {
    language: 'javascript',
    source: `Error.prepareStackTrace = (error, sites) => sites.map((site) => site.getFunctionName()).join();
function inner() { return new Error('x').stack; }
require('fs').readdirSync('.');
console.log(inner().startsWith('inner'), Error.stackTraceLimit);
Object.freeze(Error);
require('fs').readdirSync('.');
console.log(inner().startsWith('inner'));
`,
  },
  'JavaScript: replacing whatever it can': {
    language: 'javascript',
    source: `const fs = require('fs');
fs.writeSync = () => { throw new Error('no'); };
for (const method of ['slice', 'startsWith', 'replace', 'includes']) String.prototype[method] = () => { throw new Error('no'); };
Reflect.apply = Reflect.get = undefined;
RegExp.prototype.test = () => { throw new Error('no'); };
fs.mkdirSync('made');
Array.prototype[Symbol.iterator] = Map.prototype.get = Set.prototype.has = () => { throw new Error('no'); };
require('child_process');
fs.renameSync('made', 'moved');
console.log(fs.existsSync('moved'), process.env.PROBE, eval('1'), new Function('return 2')());
`,
  },
  'ES module by name, with top-level await': {
    language: 'javascript',
    entry: 'main.mjs',
    source: `import fs, { readFileSync } from 'node:fs';
import { double } from './helper.mjs';
const value = await Promise.resolve(double(4));
console.log(value, import.meta.url.endsWith('main.mjs'), import.meta.filename === process.argv[1], fs.readFileSync === readFileSync);
console.log((await import('node:os')).EOL.length, this);
throw new RangeError('end');
`,
    files: { 'helper.mjs': 'export const double = (n) => n * 2;\n' },
  },
  'ES module by syntax': {
    language: 'javascript',
    source: 'import { EOL } from "os";\nexport const x = EOL;\nconsole.log(typeof require, x.length);\n',
  },
  'ES module by package.json': {
    language: 'javascript',
    source: 'import "./other.js";\nconsole.log(import.meta.dirname.length > 1);\n',
    files: { 'package.json': '{"type":"module"}', 'other.js': 'console.log("other");\n' },
  },
  'ES module: a missing import': { language: 'javascript', entry: 'main.mjs', source: 'import "./missing.mjs";\n' },
  'TypeScript with types, enums and an error': {
    language: 'typescript',
    source: `import { readFileSync } from 'node:fs';
interface Point { readonly x: number }
enum Color { Red, Green }
namespace Shapes { export const sides = 4; }
const point: Point = { x: 1 };
console.log(point.x satisfies number, Color.Green, Shapes.sides, readFileSync(import.meta.filename, 'utf8').length > 10);
function fail(n: number): never { throw new Error(\`typed \${n}\`); }
fail(2);
`,
  },
  'bash: names, arguments, options': {
    language: 'bash',
    args: ['a b', '', 'new\nline', '\\n', '*', '\x1f'],
    source: `set -euo pipefail
printf '<%s>' "$0" "\${BASH_SOURCE[0]}" "$#" "$@"
[[ "\${BASH_SOURCE[0]}" == "$0" ]] && echo main
. ./lib.sh
greet "$(echo sub | tr a-z A-Z)"
cat <<EOT
here $((6 * 7)) \${FUNCNAME[*]-none}
EOT
(exit 4) || echo "rc $?"
export -p | grep -cE 'PS4|BASH_ENV|XTRACE' || true
bash -c 'echo child "$0" $-' name
exec 4>four.txt; echo four >&4; cat four.txt
trap 'echo trapped' EXIT
false
`,
    files: { 'lib.sh': 'greet() {\n  local who=$1\n  echo "hello $who"\n}\n' },
  },
  'bash: an unknown command and an unset variable': {
    language: 'bash',
    source: 'nosuchcommand\necho $?\nset -u\necho $nothing\necho never\n',
  },
  'bash: a syntax error': { language: 'bash', source: 'echo one\nif then\n' },
  'bash: exit in a function, reading input': {
    language: 'bash',
    stdin: 'line\n',
    source: 'f() { read -r x; echo "got $x"; exit 9; }\nf\n',
  },
};

for (const [name, program] of Object.entries(PROGRAMS)) {
  test.concurrent(name, { timeout: 30_000 }, async () => {
    const plain = await inFolder(program, (entry, folder) => runPlain(program, entry, folder).then(without(folder)));
    const watched = await inFolder(program, (entry, folder) =>
      runWatched(program, entry, folder).then(without(folder)),
    );
    expect({ ...watched, hints: undefined }).toEqual(plain);
  });
}

/**
 * The two runs differ in the folder's random name, in how deep Python may recurse (two calls less), and in Node's own
 * frames below a failed import, which passed a resolve hook.
 */
function without(folder: string) {
  const plain = (text: string) =>
    text
      .replaceAll(folder, '/work')
      .replace(/repeated \d+ more times/g, 'repeated')
      .replace(/^ {4}at .*\(node:internal\/modules\/.*\)( \{)?\n/gm, '');
  return <T extends { stdout: string; stderr: string }>(outcome: T): T => ({
    ...outcome,
    stdout: plain(outcome.stdout),
    stderr: plain(outcome.stderr),
  });
}
