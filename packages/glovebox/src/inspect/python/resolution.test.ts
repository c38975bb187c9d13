import { describe, expect, it } from 'vitest';
import { usesInPython } from './python.fixture.ts';

const SPAWN = 'process.spawn os.system id';

describe('a Python callee is known', () => {
  it.each([
    ['as the parameter of a lambda', '(lambda f, c: f(c))(os.system, "id")'],
    ['as a class attribute', 'class R:\n  fn = os.system\nR.fn("id")'],
    ['out of a dictionary of functions', 't = {"a": os.system, "b": print}\nt["a"]("id")'],
    ['out of a list of functions', '[print, os.system][1]("id")'],
    ['as any of the functions a loop goes through', 'for f in (print, os.system):\n  f("id")'],
    ['by an assignment inside an expression', 'if (f := os.system):\n  f("id")'],
    ['through attrgetter', 'import operator\noperator.attrgetter("system")(os)("id")'],
    ['through methodcaller', 'import operator\noperator.methodcaller("system", "id")(os)'],
    ['through the builtins among the globals', 'globals()["__builtins__"].__dict__["__import__"]("os").system("id")'],
    ['through the builtins as a dictionary', '__builtins__["__import__"]("os").system("id")'],
    ['through globals under an alias', 'import os as q\nglobals()["q"].system("id")'],
    ['when it is written into the globals', 'globals()["zz"] = os.system\nzz("id")'],
    ['through locals', 'def f():\n  import os as q\n  locals()["q"].system("id")'],
    ['through the module table', 'import sys\nsys.modules.get("os").__dict__["sys" + "tem"]("id")'],
    ['through its own module', 'import sys\nx = os.system\nsys.modules[__name__].x("id")'],
    ['through vars', 'vars(os).get("system")("id")'],
    ['through __getattribute__', 'os.__getattribute__("system")("id")'],
    ['through a module that holds it', 'import shutil\nshutil.os.system("id")'],
    ['through the module of a builtin', 'print.__self__.__import__("os").system("id")'],
    ['in letters that are the same to the interpreter', 'ｏｓ.ｓｙｓｔｅｍ("id")'],
    ['through a path of names', 'import pkgutil\npkgutil.resolve_name("os:system")("id")'],
    ['as what a function of the sample gives', 'def mk():\n  return os\nmk().system("id")'],
    ['as what a text names', 'eval("os.system")("id")'],
    ['as a member of a class that is made by hand', 'type("X", (), {"run": os.system})().run("id")'],
    ['as an attribute that is set from outside', 'class O: pass\no = O()\no.run = os.system\no.run("id")'],
    ['as an attribute that is set by its name', 'class O: pass\no = O()\nsetattr(o, "run", os.system)\no.run("id")'],
    ['also where it may have been replaced', 'if x:\n  os.system = print\nos.system("id")'],
    ['after a decorator', 'def deco(f):\n  return f\n@deco\ndef run(c): os.system(c)\nrun("id")'],
    [
      'inside a wrapper',
      'def deco(f):\n  def wrapper(*a, **k):\n    return f(*a, **k)\n  return wrapper\ndeco(os.system)("id")',
    ],
    ['whichever way an attempt ends', 'try:\n  run = os.system\nexcept E:\n  run = None\nrun("id")'],
    ['bound by partial before its argument', 'from functools import partial\nrun = partial(os.system)\nrun("id")'],
    [
      'through every class there is',
      '().__class__.__mro__[1].__subclasses__()[132].__init__.__globals__["system"]("id")',
    ],
    [
      'through a class that is looked for',
      '[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == n][0]()._module.__builtins__["__import__"]("os").system("id")',
    ],
  ])('%s', async (_, code) => {
    expect(await usesInPython(`import os\n${code}`)).toContain(SPAWN);
  });

  it('as a base class of the sample’s own', async () => {
    const code = 'import socket\nclass Shell(socket.socket):\n  pass\nShell().connect(("10.0.0.1", 4444))';
    expect(await usesInPython(code)).toEqual(['network.connect socket.socket.connect 10.0.0.1:4444']);
  });

  it('as a decorator', async () => {
    expect(await usesInPython('@exec\n@input\nclass X: pass')).toEqual(['code.eval exec']);
  });

  it('when every class there is is asked for', async () => {
    expect(await usesInPython('().__class__.__base__.__subclasses__()')).toEqual(['code.eval object.__subclasses__']);
    expect(await usesInPython('class A: pass\nA.__subclasses__()')).toEqual([]);
  });
});

describe('an argument is known', () => {
  it.each([
    ['that a helper is called with', 'def run(c):\n  os.system(c)\nrun("id")'],
    ['that a helper is called with by name', 'def run(a, c=None):\n  os.system(c)\nrun(1, c="id")'],
    ['that is the default of a parameter', 'def f(c="id"):\n  os.system(c)\nf()'],
    [
      'that a constructor keeps',
      'class R:\n  def __init__(this, c):\n    this.c = c\n  def go(this):\n    os.system(this.c)\nR("id").go()',
    ],
    ['that is given to a static method', 'class A:\n  @staticmethod\n  def run(c):\n    os.system(c)\nA.run("id")'],
    [
      'that a data class keeps',
      'import dataclasses\n@dataclasses.dataclass\nclass J:\n  n: int\n  cmd: str\nos.system(J(1, cmd="id").cmd)',
    ],
    ['that is a class attribute', 'class A:\n  cmd = "id"\n  def go(self):\n    os.system(self.cmd)'],
    ['that a property gives', 'class A:\n  @property\n  def cmd(self):\n    return "id"\nos.system(A().cmd)'],
    [
      'that a method puts together',
      'class A:\n  a = "i"\n  def c(self, x):\n    return self.a + x\nos.system(A().c("d"))',
    ],
    [
      'that a thread hands on',
      'import threading\ndef w(c): os.system(c)\nthreading.Thread(target=w, args=("id",)).start()',
    ],
    ['that a pool hands on', 'def w(c): os.system(c)\npool.submit(w, "id")\nfrom concurrent.futures import *'],
    ['that is mapped over', 'def w(c): os.system(c)\nlist(map(w, ["id"]))'],
    ['of a closure', 'def outer():\n  c = "id"\n  def inner():\n    os.system(c)\n  inner()\nouter()'],
    ['whichever branch sets it', 'if x > 2:\n  c = "id"\nelse:\n  c = "id"\nos.system(c)'],
    ['that a list is emptied of', 'cmds = ["id"]\nwhile cmds:\n  c = cmds.pop()\n  os.system(c)'],
    ['that two names are given at once', 'a, b = "i", "d"\nos.system(a + b)'],
    ['out of a dictionary that is filled line by line', 'd = {}\nd["k"] = "id"\nos.system(d["k"])'],
  ])('%s', async (_, code) => {
    expect(await usesInPython(`import os\n${code}`)).toContain(SPAWN);
  });

  it('as each of the things that branches set', async () => {
    const code = 'import os\nif x:\n  c = "ls"\nelse:\n  c = "id"\nos.system(c)';
    expect(await usesInPython(code)).toEqual(['process.spawn os.system ls id']);
  });

  it('as each of the things that calls pass, and not as another function’s', async () => {
    const code = 'import os\ndef a(c):\n  os.system(c)\ndef b(c):\n  print(c)\na("id")\na("ls")\nb("rm")';
    expect(await usesInPython(code)).toEqual(['process.spawn os.system id ls']);
  });

  it('not where only the run decides', async () => {
    const code = 'import os\ndef run(c):\n  os.system(c)\nrun(input())';
    expect(await usesInPython(code)).toEqual(['process.spawn os.system']);
  });

  it('also for a path that methods and constants lead to', async () => {
    const code =
      'class C:\n  base = "/etc"\n  def path(self, n):\n    return self.base + "/" + n\n  def read(self):\n    return open(self.path("shadow"))';
    expect(await usesInPython(code)).toEqual(['secret.read open /etc/shadow']);
  });
});
