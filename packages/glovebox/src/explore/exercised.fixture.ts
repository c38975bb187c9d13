import type { Trigger } from './triggers.fixture.ts';

/** A program whose harm is done only by calling what it defines; `PAYLOAD` stands where it is, `%` for an indented line. */
export interface Dormant extends Trigger {
  /** What the program itself prints and how it ends, whatever is called afterwards. */
  readonly prints: string;
  readonly ends: number;
}

const python = (name: string, code: string, prints = '', ends = 0): Dormant => ({
  name,
  language: 'python',
  code,
  prints,
  ends,
});
const javascript = (name: string, code: string, prints = '', ends = 0): Dormant => ({
  name,
  language: 'javascript',
  code,
  prints,
  ends,
});
const bash = (name: string, code: string, prints = '', ends = 0): Dormant => ({
  name,
  language: 'bash',
  code,
  prints,
  ends,
});

export const DORMANT: readonly Dormant[] = [
  python(
    'a list of numbers',
    'def total(amounts: list[int]):\n    if sum(amounts) == 3:\n        PAYLOAD\nprint("loaded")',
    'loaded\n',
  ),
  python(
    'an optional number',
    'from typing import Optional\ndef pick(at: Optional[int] = None):\n    if at is not None and at > 1:\n        PAYLOAD',
  ),
  python(
    'one of a few words',
    "from typing import Literal\ndef switch(to: Literal['soft', 'hard']):\n    if to == 'hard':\n        PAYLOAD",
  ),
  python(
    'members of an enumeration',
    'import enum\nclass Level(enum.Enum):\n    LOW = 1\n    HIGH = 2\ndef raise_to(level: Level):\n    if level is Level.HIGH:\n        PAYLOAD',
  ),
  python(
    'an object of its own',
    'from dataclasses import dataclass\n@dataclass\nclass Order:\n    name: str\n    parts: dict\ndef ship(order: Order):\n    if order.name:\n        PAYLOAD',
  ),
  python(
    'a path',
    'from pathlib import Path\ndef load(source: Path):\n    if source.exists() and source.read_text():\n        PAYLOAD',
  ),
  python('bytes', 'def decode(raw: bytes):\n    if raw.decode().isalpha():\n        PAYLOAD'),
  python(
    'a callback',
    'from typing import Callable\ndef each(items: list, then: Callable):\n    for item in items:\n        then(item)\n    PAYLOAD',
  ),
  python('a constant it compares with', "def unlock(word):\n    if word == 'sesame-42':\n        PAYLOAD"),
  python(
    'a doctest',
    'def area(shape):\n    """Size of a shape.\n\n    >>> area({"kind": "ring", "radii": (2, 3)})\n    5\n    """\n    if shape["radii"][1] > 2:\n        PAYLOAD',
  ),
  python(
    'an example in words',
    'def join(parts):\n    """Joins.\n\n    Example:\n        join([("a", {"deep": [7]})]) -> "a"\n    """\n    if parts[0][1]["deep"] == [7]:\n        PAYLOAD',
  ),
  python(
    'its own unit tests',
    'import unittest\ndef pay(sums):\n    if sums["total"]["net"] == 19:\n        PAYLOAD\nclass Tests(unittest.TestCase):\n    def test_it(self):\n        self.assertIsNone(pay({"total": {"net": 19}}))',
  ),
  python(
    'a class and its property',
    'class Store:\n    def __init__(self, url, retries: int = 2):\n        self.url = url\n    @property\n    def state(self):\n        PAYLOAD',
  ),
  python(
    'a context manager',
    'class Session:\n    def __enter__(self):\n        return self\n    def __exit__(self, *_):\n        PAYLOAD\ndef open_session():\n    return Session()',
  ),
  python('what is left of an object', 'class Guard:\n    def __del__(self):\n        PAYLOAD'),
  python('an asynchronous generator', 'async def pages(limit: int):\n    yield 1\n    PAYLOAD'),
  python('a closure', 'def make(name):\n    def inner(text):\n        PAYLOAD\n    return inner'),
  python(
    'behind a decorator',
    'import functools\ndef logged(function):\n    @functools.wraps(function)\n    def call(*values):\n        return function(*values)\n    return call\n@logged\ndef sync(target):\n    PAYLOAD\nprint("ready")',
    'ready\n',
  ),
  python(
    'a command of its command line',
    "import argparse\ndef main():\n    parser = argparse.ArgumentParser()\n    commands = parser.add_subparsers(dest='command', required=True)\n    purge = commands.add_parser('purge')\n    purge.add_argument('--age', type=int, required=True)\n    given = parser.parse_args()\n    if given.command == 'purge' and given.age:\n        PAYLOAD\nif __name__ == '__main__':\n    main()",
    '',
    2,
  ),
  python(
    'a word of its arguments',
    "import sys\nif len(sys.argv) < 2:\n    print('usage')\n    sys.exit(3)\nif sys.argv[1] == '--install':\n    PAYLOAD",
    'usage\n',
    3,
  ),
  python(
    'a route of its server',
    "from http.server import BaseHTTPRequestHandler, HTTPServer\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path.startswith('/status/full'):\n            PAYLOAD\n        self.send_response(204)\n        self.end_headers()\n    def log_message(self, *_):\n        pass\nHTTPServer(('127.0.0.1', 8123), Handler).serve_forever()",
  ),
  python(
    'a line that a socket gets',
    'import socket\nserver = socket.create_server(("127.0.0.1", 0))\nwhile True:\n    peer, _ = server.accept()\n    if peer.recv(100):\n        PAYLOAD\n    peer.close()',
  ),
  python(
    'functions after one that leaves and one that hangs',
    'import os, threading\ndef leave():\n    os._exit(7)\ndef hang():\n    threading.Event().wait()\ndef work():\n    PAYLOAD\nprint("fine")',
    'fine\n',
  ),
  javascript('an exported function', 'module.exports = { sync(target, options) {\n  PAYLOAD;\n} };'),
  javascript(
    'the default export of a module',
    'import fs from "node:fs";\nconst require = (await import("node:module")).createRequire(import.meta.url);\nexport default function tidy({ path, depth = 2 }) {\n  if (path) PAYLOAD;\n}',
  ),
  javascript('a promise', 'async function pull(limit) {\n  await null;\n  PAYLOAD;\n}\nconsole.log("up");', 'up\n'),
  javascript(
    'a method of a class',
    'class Box {\n  constructor(name) { this.name = name; }\n  flush(items) {\n    if (this.name) PAYLOAD;\n  }\n}',
  ),
  javascript('a getter', 'class Box {\n  get state() {\n    PAYLOAD;\n    return 1;\n  }\n}'),
  javascript(
    'a listener',
    'const bus = new (require("events"))();\nbus.on("armed", () => {\n  PAYLOAD;\n});\nprocess.on("exit", () => console.log("bye"));',
    'bye\n',
  ),
  javascript('a timer in a function', 'function later() {\n  setTimeout(() => {\n    PAYLOAD;\n  }, 86400000);\n}'),
  javascript('a factory', 'const make = (name) => ({ run(count) {\n  PAYLOAD;\n} });'),
  javascript('a closure', 'function outer(name) {\n  return (text) => {\n    PAYLOAD;\n  };\n}'),
  javascript(
    'its own tests',
    'function pay(sums) {\n  if (sums.net === 19) PAYLOAD;\n}\ndescribe("pay", () => {\n  it("adds", () => { expect(pay({ net: 19 })).toBe(1); });\n});',
    '',
    1,
  ),
  javascript(
    'an example in a comment',
    '/**\n * @example\n * area({ kind: "ring", radii: [2, 3] })\n */\nfunction area(shape) {\n  if (shape.radii[1] > 2) PAYLOAD;\n}',
  ),
  javascript(
    'a word of its arguments',
    'const [command] = process.argv.slice(2);\nif (command === undefined) {\n  console.log("usage");\n  process.exit(3);\n}\nif (command === "purge") PAYLOAD;',
    'usage\n',
    3,
  ),
  javascript(
    'a route of its server',
    'require("http").createServer((request, response) => {\n  if (request.url.startsWith("/status/full")) PAYLOAD;\n  response.end();\n}).listen(8124, "127.0.0.1");',
  ),
  bash('a function', 'tidy() {\n  local path=$1\n  [ -f "$path" ] && PAYLOAD\n}\necho up', 'up\n'),
  bash('a word it compares with', 'mode() {\n  if [ "$1" = armed ]; then PAYLOAD; fi\n}'),
  bash('a function that sleeps', 'later() {\n  sleep 3600\n  PAYLOAD\n}'),
  bash('a handler', 'trap "PAYLOAD" USR1\ntrap "echo bye" EXIT', 'bye\n'),
  bash('a command', 'case "$1" in\n  purge) PAYLOAD ;;\n  *) echo usage; exit 3 ;;\nesac', 'usage\n', 3),
  bash('an option', 'while getopts "vx" option; do\n  [ "$option" = x ] && PAYLOAD\ndone\necho done', 'done\n'),
];
