import type { Pair } from './pair.ts';

/** Files of the machine that are read, copied, moved, changed and deleted, by every way Python has. */
export const PYTHON_PLACES: readonly Pair[] = [
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
];
