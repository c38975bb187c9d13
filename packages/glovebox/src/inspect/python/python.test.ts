import { describe, expect, it } from 'vitest';
import { importsIn, inspected } from '../inspect.fixture.ts';
import { usesInPython as uses } from './python.fixture.ts';

describe('a Python callee is known', () => {
  it.each([
    ['by its module', 'import os\nos.system("id")'],
    ['under an alias of the module', 'import os as o\no.system("id")'],
    ['under its own name', 'from os import system\nsystem("id")'],
    ['under an alias of its own', 'from os import system as s\ns("id")'],
    ['from an import by star', 'from os import *\nsystem("id")'],
    ['after a re-assignment', 'import os\nf = os.system\nf("id")'],
    ['through __import__', '__import__("os").system("id")'],
    ['through importlib', 'import importlib\nimportlib.import_module("os").system("id")'],
    ['through getattr with a name in pieces', 'import os\ngetattr(os, "sys" + "tem")("id")'],
    ['through the module table', 'import sys\nsys.modules["os"].system("id")'],
    ['through the dictionary of a module', 'import os\nvars(os)["system"]("id")\n'],
    [
      'as an attribute of an object',
      'import os\nclass A:\n  def __init__(self):\n    self.run = os.system\n  def go(self):\n    self.run("id")',
    ],
    ['inside a function that is written before the import', 'def go():\n  os.system("id")\nimport os'],
    ['bound by partial', 'import os, functools\nfunctools.partial(os.system, "id")()'],
    ['with its text in a variable', 'import os\nc = "i"\nc += "d"\nos.system(c)'],
    ['under the name the C module has', 'import posix\nposix.system("id")'],
  ])('%s', async (_, code) => {
    expect(await uses(code)).toEqual(['process.spawn os.system id']);
  });

  it('when it is handed on instead of called', async () => {
    expect(await uses('import os, threading\nthreading.Thread(target=os.system, args=("id",)).start()')).toEqual([
      'process.spawn os.system id',
    ]);
    expect(await uses('import atexit, os\natexit.register(os.system, "id")')).toEqual(['process.spawn os.system id']);
  });
});

describe('what looks alike is not a site', () => {
  it.each([
    ['ast.literal_eval', 'import ast\nast.literal_eval("1")'],
    ['a model put to evaluation', 'model = load()\nmodel.eval()'],
    ['a method called system of an own class', 'class A:\n  def system(self, x):\n    return x\nA().system("id")'],
    ['a function called system', 'def system(x):\n  return x\nsystem("id")'],
    ['a parameter called os', 'import os\ndef f(os):\n  os.system("id")'],
    ['a loop variable called os', 'import os\nfor os in things():\n  os.system("id")'],
    ['yaml with the safe loader', 'import yaml\nyaml.load(x, Loader=yaml.SafeLoader)'],
    ['re.compile', 'import re\nre.compile("a+")'],
    ['a type that is only asked for', 'import subprocess\nisinstance(x, subprocess.Popen)'],
    ['a text that mentions a call', 'x = "os.system(1)"  # os.system(1)'],
    ['a member of a module of the sample itself', 'from .os import system\nsystem("id")'],
  ])('%s', async (_, code) => {
    expect(await uses(code)).toEqual([]);
  });
});

describe('the target of a Python call', () => {
  it.each([
    ['import subprocess\nsubprocess.run(["rm", "-rf", "x"])', 'process.spawn subprocess.run rm -rf x'],
    ['import os\nos.execv("/bin/sh", ["sh", "-i"])', 'process.spawn os.execv /bin/sh -i'],
    [
      'import socket\ns = socket.socket()\ns.connect(("evil.example", 80))',
      'network.connect socket.socket.connect evil.example:80',
    ],
    ['import socket\nwith socket.socket() as s:\n  s.connect(("h", 1))', 'network.connect socket.socket.connect h:1'],
    ['import socket\ndef f(s: socket.socket):\n  s.connect(("h", 1))', 'network.connect socket.socket.connect h:1'],
    ['import requests\nrequests.get("https://x.example/")', 'network.connect requests.get https://x.example/'],
    [
      'import requests\ns = requests.Session()\ns.post("https://x.example/", data={})',
      'network.send requests.Session.post https://x.example/',
    ],
    [
      'from urllib.request import urlopen, Request\nurlopen(Request("https://x.example/"))',
      'network.connect urllib.request.urlopen https://x.example/',
    ],
    [
      'import urllib.request as u\nu.urlopen("https://x.example/", data=b"x")',
      'network.send urllib.request.urlopen https://x.example/',
    ],
    ['import pickle\npickle.loads(x)', 'code.deserialize pickle.loads'],
    ['import yaml\nyaml.load(x)', 'code.deserialize yaml.load'],
    ['import ctypes\nctypes.CDLL("libc.so.6")', 'code.native ctypes.CDLL libc.so.6'],
    ['import os\nos.kill(-1, 9)', 'process.signal os.kill -1'],
    ['import os\nos.fork()', 'process.spawn os.fork'],
    ['import os\nos.setuid(0)', 'system.privilege os.setuid 0'],
    ['import time\ntime.sleep(5)', 'clock.wait time.sleep 5'],
    ['from datetime import datetime\ndatetime.now()', 'clock.read datetime.datetime.now'],
    ['import platform\nplatform.system()', 'system.probe platform.system'],
    ['import shutil\nshutil.rmtree("a/b")', 'file.delete shutil.rmtree a/b'],
    ['import os\nos.chmod("a", 0o755)', 'file.permission os.chmod a'],
    ['open("a.txt")', 'file.read open a.txt'],
    ['open("a.txt", "w")', 'file.write open a.txt'],
    ['import builtins\nbuiltins.open("a.txt", mode="r+")', 'file.write open a.txt'],
    ['import os\nos.open("a", os.O_CREAT | os.O_WRONLY)', 'file.write os.open a'],
    ['from pathlib import Path\nPath("a", "b").write_text("x")', 'file.write pathlib.Path.write_text a/b'],
    ['from pathlib import Path\nPath("a").open("w")', 'file.write pathlib.Path.open a'],
    ['name = input()\nopen(f"/tmp/{name}.txt")', 'file.read open /tmp/{…}.txt'],
    ['open("%s/x" % "/tmp")', 'file.read open /tmp/x'],
    ['open("{}/{n}".format("/tmp", n="y"))', 'file.read open /tmp/y'],
    ['open("\\x2ftmp/x")', 'file.read open /tmp/x'],
    ['exec("print(1)")', 'code.eval exec print(1)'],
    ['print("x" * 2 ** 33)', 'resource.exhaust * 8589934592 repetitions'],
  ])('%s', async (code, expected) => {
    expect(await uses(code)).toContain(expected);
  });

  it('is absent where the source does not say it', async () => {
    const { sites } = await inspected('python', 'import os\nos.system(input())');
    expect(sites.find((site) => site.callee === 'os.system')).not.toHaveProperty('target');
  });

  it('is every item of a loop over constants', async () => {
    expect(await uses('for p in ["a", "b"]:\n  open("/tmp/" + p)')).toEqual(['file.read open /tmp/a /tmp/b']);
  });
});

describe('credentials and start-up files in Python', () => {
  it.each([
    ['import os\nopen(os.path.expanduser("~/.ssh/id_rsa"))', 'secret.read open ~/.ssh/id_rsa'],
    [
      'import os\nopen(os.path.join(os.path.expanduser("~"), ".aws", "credentials"))',
      'secret.read open ~/.aws/credentials',
    ],
    [
      'from pathlib import Path\n(Path.home() / ".ssh" / "id_rsa").read_text()',
      'secret.read pathlib.Path.read_text ~/.ssh/id_rsa',
    ],
    ['open("/etc/shadow")', 'secret.read open /etc/shadow'],
    ['import os\nopen(os.environ["HOME"] + "/.netrc")', 'secret.read open ~/.netrc'],
    ['import os\nopen(os.path.expanduser("~/.bashrc"), "a")', 'system.persist open ~/.bashrc'],
    ['open("/etc/cron.d/x", "w")', 'system.persist open /etc/cron.d/x'],
  ])('%s', async (code, expected) => {
    expect(await uses(code)).toContain(expected);
  });

  it('with an ordinary file in their place are ordinary', async () => {
    expect(await uses('import os\nopen(os.path.expanduser("~/notes.txt"))')).toEqual(['file.read open ~/notes.txt']);
  });
});

describe('the environment in Python', () => {
  it.each([
    ['os.environ.get("X")', 'environment.read os.environ.get X'],
    ['os.environ["X"]', 'environment.read os.environ.__getitem__ X'],
    ['os.getenv("X")', 'environment.read os.getenv X'],
    ['"X" in os.environ', 'environment.read os.environ.__contains__ X'],
    ['dict(os.environ)', 'environment.read os.environ *'],
    ['os.environ.copy()', 'environment.read os.environ.copy *'],
    ['os.environ.items()', 'environment.read os.environ.items *'],
    ['json.dumps({**os.environ})', 'environment.read os.environ *'],
    ['e = os.environ\ne["X"]', 'environment.read os.environ.__getitem__ X'],
  ])('%s', async (code, expected) => {
    expect(await uses(`import os\n${code}`)).toEqual([expected]);
  });

  it('is not read where it is written', async () => {
    expect(await uses('import os\nos.environ["X"] = "1"\ndel os.environ["X"]')).toEqual([]);
  });
});

describe('a Python site', () => {
  it('of every import names the module, relative ones with their dots', async () => {
    const code =
      'import os, a.b as c\nfrom concurrent.futures import x\nfrom . import y\nfrom .z import w\n__import__("q")';
    expect(await importsIn('python', code)).toEqual(['os', 'a.b', 'concurrent.futures', '.', '.z', 'q']);
  });

  it('tells its place, its function and its constant arguments', async () => {
    const code = 'import subprocess\nclass A:\n  def go(self):\n    subprocess.run(\n      "id",\n      shell=True)\n';
    const { sites } = await inspected('python', code);
    expect(sites.find((site) => site.callee === 'subprocess.run')).toEqual({
      id: 'site:2',
      capability: 'process.spawn',
      callee: 'subprocess.run',
      target: 'id',
      arguments: { 0: 'id', shell: 'True' },
      file: 'main',
      line: 4,
      column: 5,
      endLine: 6,
      within: 'A.go',
    });
  });

  it('says what hidden text it was given', async () => {
    const { sites } = await inspected(
      'python',
      'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\nexec(base64.b64decode(x))',
    );
    const evaluated = sites.filter((site) => site.callee === 'exec');
    expect(evaluated[0]).toMatchObject({ target: 'print(1)', arguments: { decoded: 'print(1)' } });
    expect(evaluated[1]).toMatchObject({ arguments: { decoded: 'base64.b64decode' } });
    expect(evaluated[1]).not.toHaveProperty('target');
  });

  it('is resource.exhaust where a loop does nothing but fork, and not where a server forks for a connection', async () => {
    expect(await uses('import os\nwhile True:\n  os.fork()')).toContain(
      'resource.exhaust os.fork fork in a loop without end',
    );
    const server = 'import os\nwhile True:\n  c = accept()\n  if os.fork() == 0:\n    serve(c)';
    expect(await uses(server)).toEqual(['process.spawn os.fork']);
  });
});
