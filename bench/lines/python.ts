import type { Action, Grammar, Way } from './program.ts';
import { PYTHON_ACTIONS as ACTIONS } from './python-actions.ts';

/** A helper of the program's own that evaluated code calls back has a line of its own, further in. */
const plain = ({ code }: Action) => !code.startsWith('attempt');

const WAYS: readonly Way[] = [
  { name: 'direct', code: 'ACTION' },
  { name: 'in a function', code: 'def run$$():\n    value = 1\n    ACTION\n    return value\n\nrun$$()' },
  {
    name: 'in a helper of a helper',
    code: 'def inner$$():\n    return ACTION\n\ndef outer$$():\n    return inner$$()\n\nouter$$()',
  },
  { name: 'argument of a call over lines', code: 'print(\n    repr(\n        ACTION,\n    )[:0],\n    end="",\n)' },
  { name: 'method', code: 'class Kind$$:\n    def act(self):\n        ACTION\n\nKind$$().act()' },
  { name: 'constructor', code: 'class Kind$$:\n    def __init__(self):\n        self.value = ACTION\n\nKind$$()' },
  {
    name: 'property',
    code: 'class Kind$$:\n    @property\n    def value(self):\n        return ACTION\n\nKind$$().value',
  },
  {
    name: 'static and class methods',
    code: 'class Kind$$:\n    @classmethod\n    def one(cls):\n        return cls.two()\n\n    @staticmethod\n    def two():\n        ACTION\n\nKind$$.one()',
  },
  { name: 'class body', code: 'class Kind$$:\n    field = ACTION' },
  {
    name: '__init_subclass__',
    code: 'class Base$$:\n    def __init_subclass__(cls):\n        ACTION\n\nclass Derived$$(Base$$):\n    pass',
  },
  {
    name: '__getattr__',
    code: 'class Kind$$:\n    def __getattr__(self, name):\n        return ACTION\n\nKind$$().anything',
  },
  {
    name: 'operator',
    code: 'class Kind$$:\n    def __add__(self, other):\n        ACTION\n        return self\n\nKind$$() + 1',
  },
  {
    name: 'decorated',
    code: 'def passing$$(function):\n    @functools.wraps(function)\n    def wrapper(*args):\n        return function(*args)\n    return wrapper\n\n@passing$$\ndef run$$():\n    ACTION\n\nrun$$()',
    imports: ['import functools'],
  },
  {
    name: 'decorator',
    code: 'def acting$$(function):\n    def wrapper(*args):\n        ACTION\n        return function(*args)\n    return wrapper\n\n@acting$$\ndef run$$():\n    pass\n\nrun$$()',
  },
  {
    name: 'lru_cache',
    code: '@functools.lru_cache\ndef run$$(n):\n    return id(ACTION)\n\nrun$$(1)\nrun$$(1)',
    imports: ['import functools'],
  },
  { name: 'list comprehension', code: 'values$$ = [\n    ACTION\n    for _ in range(1)\n]' },
  { name: 'generator expression', code: 'values$$ = list(ACTION for _ in range(1))' },
  {
    name: 'generator function',
    code: 'def produce$$():\n    yield 1\n    ACTION\n    yield 2\n\nfor _ in produce$$():\n    pass',
  },
  { name: 'lambda', code: 'act$$ = lambda: ACTION\nvalue$$ = 1\nact$$()' },
  { name: 'map with lambda', code: 'list(map(lambda _: ACTION, [1]))' },
  { name: 'sort key', code: 'def key$$(value):\n    ACTION\n    return value\n\nsorted([1], key=key$$)' },
  {
    name: 'partial',
    code: 'def run$$(a, b):\n    ACTION\n\nfunctools.partial(run$$, 1)(2)',
    imports: ['import functools'],
  },
  {
    name: 'closure',
    code: 'def make$$():\n    count = 0\n    def act():\n        nonlocal count\n        count += 1\n        ACTION\n    return act\n\nmake$$()()',
  },
  {
    name: 'recursion',
    code: 'def down$$(n):\n    if n == 0:\n        return ACTION\n    return down$$(n - 1)\n\ndown$$(20)',
  },
  {
    name: 'loop after work',
    code: 'total$$ = 0\nfor number$$ in range(3000):\n    total$$ += number$$\nwhile total$$:\n    total$$ = 0\n    ACTION',
  },
  { name: 'finally', code: 'try:\n    value$$ = 1 // 0\nexcept ZeroDivisionError:\n    pass\nfinally:\n    ACTION' },
  { name: 'except', code: 'try:\n    value$$ = {}["a"]\nexcept KeyError:\n    ACTION' },
  {
    name: 'with, own manager',
    code: '@contextlib.contextmanager\ndef around$$():\n    yield\n    ACTION\n\nwith around$$():\n    pass',
    imports: ['import contextlib'],
  },
  {
    name: '__exit__',
    code: 'class Around$$:\n    def __enter__(self):\n        return self\n\n    def __exit__(self, *error):\n        ACTION\n\nwith Around$$():\n    pass',
  },
  {
    name: 'ExitStack',
    code: 'def leave$$():\n    ACTION\n\nwith contextlib.ExitStack() as stack:\n    stack.callback(leave$$)',
    imports: ['import contextlib'],
  },
  { name: '__del__', code: 'class Gone$$:\n    def __del__(self):\n        ACTION\n\ngone$$ = Gone$$()\ndel gone$$' },
  {
    name: '__del__ by the collector',
    code: 'class Gone$$:\n    def __del__(self):\n        ACTION\n\ngone$$ = Gone$$()\ngone$$.itself = gone$$\ngone$$ = None\ngc.collect()',
    imports: ['import gc'],
  },
  {
    name: 'weakref.finalize',
    code: 'class Thing$$:\n    pass\n\ndef gone$$():\n    ACTION\n\nthing$$ = Thing$$()\nweakref.finalize(thing$$, gone$$)\ndel thing$$',
    imports: ['import weakref'],
  },
  { name: 'atexit', code: 'def last$$():\n    ACTION\n\natexit.register(last$$)', imports: ['import atexit'] },
  {
    name: 'signal handler',
    code: 'def on$$(number, frame):\n    ACTION\n\nsignal.signal(signal.SIGUSR1, on$$)\nsignal.raise_signal(signal.SIGUSR1)',
    imports: ['import signal'],
  },
  {
    name: 'alarm',
    code: 'def on$$(number, frame):\n    ACTION\n\nsignal.signal(signal.SIGALRM, on$$)\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()',
    imports: ['import signal'],
  },
  {
    name: 'thread',
    code: 'def work$$():\n    ACTION\n\nthread$$ = threading.Thread(target=work$$)\nthread$$.start()\nthread$$.join()',
    imports: ['import threading'],
  },
  {
    name: 'thread subclass',
    code: 'class Worker$$(threading.Thread):\n    def run(self):\n        ACTION\n\nworker$$ = Worker$$()\nworker$$.start()\nworker$$.join()',
    imports: ['import threading'],
  },
  {
    name: 'two threads at once',
    code: 'def work$$():\n    ACTION\n\ndef other$$():\n    for _ in range(200):\n        os.getcwd()\n\nthreads$$ = [threading.Thread(target=t) for t in (other$$, work$$, other$$)]\n[t.start() for t in threads$$]\n[t.join() for t in threads$$]',
    imports: ['import threading'],
  },
  {
    name: 'timer',
    code: 'def work$$():\n    ACTION\n\ntimer$$ = threading.Timer(0.01, work$$)\ntimer$$.start()\ntimer$$.join()',
    imports: ['import threading'],
  },
  {
    name: 'thread pool',
    code: 'def work$$(n):\n    return id(ACTION)\n\nwith concurrent.futures.ThreadPoolExecutor(2) as pool:\n    list(pool.map(work$$, [1]))',
    imports: ['import concurrent.futures'],
  },
  {
    name: 'thread pool, submit',
    code: 'with concurrent.futures.ThreadPoolExecutor(2) as pool:\n    pool.submit(lambda: ACTION).result()',
    imports: ['import concurrent.futures'],
  },
  {
    name: 'queue worker',
    code: 'jobs$$ = queue.Queue()\n\ndef serve$$():\n    while (job := jobs$$.get()) is not None:\n        job()\n\nserver$$ = threading.Thread(target=serve$$)\nserver$$.start()\njobs$$.put(lambda: ACTION)\njobs$$.put(None)\nserver$$.join()',
    imports: ['import queue, threading'],
  },
  {
    name: 'os.fork',
    code: 'child$$ = os.fork()\nif child$$ == 0:\n    ACTION\n    os._exit(0)\nos.waitpid(child$$, 0)',
  },
  {
    name: 'multiprocessing, fork',
    code: 'def work$$():\n    ACTION\n\nprocess$$ = multiprocessing.get_context("fork").Process(target=work$$)\nprocess$$.start()\nprocess$$.join()',
    imports: ['import multiprocessing'],
  },
  {
    name: 'multiprocessing pool',
    code: 'def work$$(n):\n    return id(ACTION)\n\nwith multiprocessing.get_context("fork").Pool(1) as pool:\n    pool.map(work$$, [1])',
    imports: ['import multiprocessing'],
  },
  {
    name: 'process pool executor',
    code: 'def work$$(n):\n    return id(ACTION)\n\nwith concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:\n    pool.submit(work$$, 1).result()',
    imports: ['import concurrent.futures, multiprocessing'],
  },
  {
    name: 'await',
    code: 'async def act$$():\n    await asyncio.sleep(0)\n    ACTION\n\nasyncio.run(act$$())',
    imports: ['import asyncio'],
  },
  {
    name: 'gather',
    code: 'async def act$$():\n    await asyncio.sleep(0)\n    ACTION\n\nasync def all$$():\n    await asyncio.gather(asyncio.sleep(0.001), act$$(), asyncio.sleep(0))\n\nasyncio.run(all$$())',
    imports: ['import asyncio'],
  },
  {
    name: 'to_thread',
    code: 'def work$$():\n    ACTION\n\nasyncio.run(asyncio.to_thread(work$$))',
    imports: ['import asyncio'],
  },
  {
    name: 'call_later',
    code: 'def act$$():\n    ACTION\n\nasync def wait$$():\n    asyncio.get_running_loop().call_later(0.001, act$$)\n    await asyncio.sleep(0.01)\n\nasyncio.run(wait$$())',
    imports: ['import asyncio'],
  },
  {
    name: 'async generator',
    code: 'async def produce$$():\n    yield 1\n    ACTION\n\nasync def read$$():\n    async for _ in produce$$():\n        pass\n\nasyncio.run(read$$())',
    imports: ['import asyncio'],
  },
  {
    name: 'task',
    code: 'async def act$$():\n    ACTION\n\nasync def wait$$():\n    await asyncio.create_task(act$$())\n\nasyncio.run(wait$$())',
    imports: ['import asyncio'],
  },
  { name: 'exec of text', code: 'exec(QUOTED)', fits: plain },
  { name: 'exec of lines of text', code: 'exec("a = 1\\n\\n" + QUOTED)', fits: plain },
  { name: 'eval of text', code: 'eval(QUOTED)', fits: plain },
  {
    name: 'compiled',
    code: 'code$$ = compile("\\n\\n" + str(), "made-up", "exec")\nexec(compile(QUOTED, "made-up", "exec"))',
    fits: plain,
  },
  {
    name: 'a function that exec makes',
    code: 'space$$ = dict(globals())\nexec("def act():\\n    return 1", space$$)\nspace$$["act"]()\neval("[lambda f: f()]")[0](lambda: ACTION)',
  },
  {
    name: 'module of the sample',
    code: 'import module$$',
    files: {
      'module$$.py':
        'import os, sys\n\ndef attempt(f):\n    try:\n        f()\n    except Exception:\n        pass\n\nIMPORTS\nACTION',
    },
  },
  {
    name: 'function of a module',
    code: 'from package$$.part import act\nact()',
    files: {
      'package$$/__init__.py': '',
      'package$$/part.py':
        'import os, sys\nIMPORTS\n\ndef attempt(f):\n    try:\n        f()\n    except Exception:\n        pass\n\ndef act():\n    ACTION',
    },
  },
  {
    name: 'callback to a module',
    code: 'from caller$$ import call\ncall(lambda: ACTION)',
    files: { 'caller$$.py': 'def call(function):\n    result = None\n    return function()' },
  },
  {
    name: 'child interpreter, file',
    code: 'subprocess.run([sys.executable, "child$$.py"])',
    imports: ['import subprocess, sys'],
    files: {
      'child$$.py':
        'import os, sys\nIMPORTS\n\ndef attempt(f):\n    try:\n        f()\n    except Exception:\n        pass\n\nACTION',
    },
  },
  { name: 'match', code: 'match {"a": 1}:\n    case {"a": value$$}:\n        ACTION' },
  { name: 'f-string', code: 'act$$ = lambda: ACTION\ntext$$ = f"{act$$()!r}"' },
  {
    name: 'multiprocessing, spawn',
    code: 'def work$$():\n    ACTION\n\nif __name__ == "__main__":\n    process$$ = multiprocessing.get_context("spawn").Process(target=work$$)\n    process$$.start()\n    process$$.join()',
    imports: ['import multiprocessing'],
    alone: true,
  },
  { name: 'default argument', code: 'def run$$(value=ACTION):\n    pass' },
  { name: 'assert and boolean', code: 'assert True and (ACTION or True)' },
  {
    name: 'unittest',
    code: 'class Case$$(unittest.TestCase):\n    def test_it(self):\n        ACTION\n\nunittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Case$$))',
    imports: ['import io, unittest'],
  },
  {
    name: 'dataclass',
    code: '@dataclasses.dataclass\nclass Data$$:\n    value: int = 0\n\n    def __post_init__(self):\n        ACTION\n\nData$$()',
    imports: ['import dataclasses'],
  },
  {
    name: 're.sub callback',
    code: 'def replace$$(match):\n    ACTION\n    return ""\n\nre.sub("a", replace$$, "a")',
    imports: ['import re'],
  },
];

export const python: Grammar = {
  language: 'python',
  entry: 'main.py',
  head: [
    'import os, sys',
    '',
    'def attempt(f):',
    '    try:',
    '        f()',
    '    except Exception:',
    '        pass',
    '',
  ],
  actions: ACTIONS,
  ways: WAYS,
};
