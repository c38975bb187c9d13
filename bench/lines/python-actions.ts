import type { Action } from './program.ts';

const here = '^/work/NAME$';

/** What is done to the world. */
export const PYTHON_ACTIONS: readonly Action[] = [
  { code: "open('NAME', 'w').close()", seen: [['file.write', here]] },
  { code: "open('NAME').read()", needs: 'file', seen: [['file.read', here]] },
  { code: "open('NAME', 'a').write('x')", seen: [['file.write', here]] },
  { code: "print('x', file=open('NAME', 'w'))", seen: [['file.write', here]] },
  { code: "os.close(os.open('NAME', os.O_CREAT | os.O_WRONLY))", seen: [['file.write', here]] },
  { code: "io.FileIO('NAME', 'w').close()", imports: ['import io'], seen: [['file.write', here]] },
  { code: "os.remove('NAME')", needs: 'file', seen: [['file.delete', here]] },
  { code: "os.rename('NAME', 'NAME.new')", needs: 'file', seen: [['file.write', '^/work/NAME.new$']] },
  { code: "os.replace('NAME', 'NAME.new')", needs: 'file', seen: [['file.write', '^/work/NAME.new$']] },
  { code: "os.chmod('NAME', 0o600)", needs: 'file', seen: [['file.permission', here]] },
  { code: "os.mkdir('NAME')", seen: [['file.write', here]] },
  { code: "os.makedirs('NAME/a/b')", seen: [['file.write', '^/work/NAME(/a)?(/b)?$']] },
  { code: "attempt(lambda: os.rmdir('NAME'))", seen: [['file.delete', here]] },
  { code: "os.listdir('NAME')", needs: 'folder', seen: [['file.read', here]] },
  { code: "list(os.scandir('NAME'))", needs: 'folder', seen: [['file.read', here]] },
  { code: "list(os.walk('NAME'))", needs: 'folder', seen: [['file.read', here]] },
  { code: "glob.glob('NAME/*')", imports: ['import glob'], needs: 'folder', seen: [['file.read', here]] },
  { code: "os.symlink('/etc/hosts', 'NAME')", seen: [['file.write', here]] },
  { code: "os.link('NAME', 'NAME.hard')", needs: 'file', seen: [['file.write', '^/work/NAME.hard$']] },
  { code: "os.truncate('NAME', 3)", needs: 'file', seen: [['file.write', here]] },
  { code: "Path('NAME').write_text('x')", imports: ['from pathlib import Path'], seen: [['file.write', here]] },
  {
    code: "Path('NAME').read_text()",
    imports: ['from pathlib import Path'],
    needs: 'file',
    seen: [['file.read', here]],
  },
  { code: "Path('NAME').touch()", imports: ['from pathlib import Path'], seen: [['file.write', here]] },
  {
    code: "Path('NAME').unlink()",
    imports: ['from pathlib import Path'],
    needs: 'file',
    seen: [['file.delete', here]],
  },
  { code: "Path('NAME').mkdir(parents=True)", imports: ['from pathlib import Path'], seen: [['file.write', here]] },
  {
    code: "list(Path('NAME').iterdir())",
    imports: ['from pathlib import Path'],
    needs: 'folder',
    seen: [['file.read', here]],
  },
  {
    code: "list(Path('NAME').rglob('*'))",
    imports: ['from pathlib import Path'],
    needs: 'folder',
    seen: [['file.read', here]],
  },
  {
    code: "shutil.copy('NAME', 'NAME.copy')",
    imports: ['import shutil'],
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', '^/work/NAME.copy$'],
      ['file.permission', '^/work/NAME.copy$'],
    ],
  },
  {
    code: "shutil.copytree('NAME', 'NAME.tree')",
    imports: ['import shutil'],
    needs: 'folder',
    seen: [
      ['file.read', '^/work/NAME(/inner)?$'],
      ['file.write', '^/work/NAME.tree(/inner)?$'],
      ['file.permission', '^/work/NAME.tree(/inner)?$'],
    ],
  },
  {
    code: "shutil.rmtree('NAME')",
    imports: ['import shutil'],
    needs: 'folder',
    seen: [
      ['file.delete', '/(NAME|inner)$'],
      ['file.read', here],
    ],
  },
  {
    code: "shutil.move('NAME', 'NAME.moved')",
    imports: ['import shutil'],
    needs: 'file',
    seen: [['file.write', '^/work/NAME.moved$']],
  },
  {
    code: "shutil.make_archive('NAME.zipped', 'zip', 'NAME')",
    imports: ['import shutil'],
    needs: 'folder',
    seen: [
      ['file.write', '^/work/NAME.zipped.zip$'],
      ['file.read', '^/work/NAME(/inner)?$'],
    ],
  },
  {
    code: "tempfile.NamedTemporaryFile(dir='.', prefix='NAME').close()",
    imports: ['import tempfile'],
    seen: [
      ['file.write', '/NAME\\w+$'],
      ['file.delete', '/NAME\\w+$'],
    ],
  },
  { code: "tempfile.mkdtemp(prefix='NAME')", imports: ['import tempfile'], seen: [['file.write', '^/tmp/NAME']] },
  { code: "csv.writer(open('NAME', 'w')).writerow([1, 2])", imports: ['import csv'], seen: [['file.write', here]] },
  { code: "list(csv.reader(open('NAME')))", imports: ['import csv'], needs: 'file', seen: [['file.read', here]] },
  { code: "json.dump({'a': 1}, open('NAME', 'w'))", imports: ['import json'], seen: [['file.write', here]] },
  { code: "pickle.dump([1], open('NAME', 'wb'))", imports: ['import pickle'], seen: [['file.write', here]] },
  { code: "logging.FileHandler('NAME').close()", imports: ['import logging'], seen: [['file.write', here]] },
  {
    code: "sqlite3.connect('NAME').execute('create table t (a)')",
    imports: ['import sqlite3'],
    seen: [
      ['file.write', here],
      ['file.write', '^/work/NAME-journal$'],
      ['file.delete', '^/work/NAME-journal$'],
    ],
  },
  {
    code: "zipfile.ZipFile('NAME', 'w').writestr('a', 'b')",
    imports: ['import zipfile'],
    seen: [['file.write', here]],
  },
  {
    code: "tarfile.open('NAME.tar', 'w').add('NAME')",
    imports: ['import tarfile'],
    needs: 'file',
    seen: [
      ['file.write', '^/work/NAME.tar$'],
      ['file.read', here],
    ],
  },
  { code: "gzip.open('NAME', 'wb').close()", imports: ['import gzip'], seen: [['file.write', here]] },
  {
    code: "configparser.ConfigParser().read('NAME.ini') or open('NAME.ini', 'w').close()",
    imports: ['import configparser'],
    seen: [
      ['file.write', '^/work/NAME.ini$'],
      ['file.read', '^/work/NAME.ini$'],
    ],
  },
  { code: "list(fileinput.input('NAME'))", imports: ['import fileinput'], needs: 'file', seen: [['file.read', here]] },
  { code: "linecache.getlines('NAME')", imports: ['import linecache'], needs: 'file', seen: [['file.read', here]] },
  {
    code: "attempt(lambda: socket.create_connection(('127.0.0.1', PORT), 0.5))",
    imports: ['import socket'],
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "attempt(lambda: socket.socket().connect(('127.0.0.1', PORT)))",
    imports: ['import socket'],
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT)))",
    imports: ['import socket'],
    seen: [['network.send', ':PORT$']],
  },
  {
    code: "socket.socket().bind(('127.0.0.1', PORT))",
    imports: ['import socket'],
    seen: [['network.listen', ':PORT$']],
  },
  {
    code: "attempt(lambda: socket.gethostbyname('NAME.example'))",
    imports: ['import socket'],
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "attempt(lambda: socket.getaddrinfo('NAME.example', 80))",
    imports: ['import socket'],
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "attempt(lambda: urllib.request.urlopen('http://127.0.0.1:PORT/'))",
    imports: ['import urllib.request'],
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "attempt(lambda: urllib.request.urlopen('http://NAME.example/'))",
    imports: ['import urllib.request'],
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "attempt(lambda: http.client.HTTPConnection('127.0.0.1', PORT).request('GET', '/'))",
    imports: ['import http.client'],
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "attempt(lambda: smtplib.SMTP('127.0.0.1', PORT))",
    imports: ['import smtplib'],
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "attempt(lambda: ftplib.FTP('NAME.example'))",
    imports: ['import ftplib'],
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "os.system('cat NAME')",
    needs: 'file',
    seen: [
      ['process.spawn', 'cat NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "os.system('echo x > NAME')",
    seen: [
      ['process.spawn', 'NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "os.popen('cat NAME').read()",
    needs: 'file',
    seen: [
      ['process.spawn', 'cat NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "subprocess.run(['cat', 'NAME'], capture_output=True)",
    imports: ['import subprocess'],
    needs: 'file',
    seen: [
      ['process.spawn', 'cat NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "subprocess.check_output('cat NAME | wc -c', shell=True)",
    imports: ['import subprocess'],
    needs: 'file',
    seen: [
      ['process.spawn', 'NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "subprocess.Popen(['touch', 'NAME']).wait()",
    imports: ['import subprocess'],
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "subprocess.getoutput('rm NAME')",
    imports: ['import subprocess'],
    needs: 'file',
    seen: [
      ['process.spawn', 'rm NAME'],
      ['file.delete', here],
    ],
  },
  {
    code: "subprocess.call([sys.executable, '-c', \"open('NAME', 'w').close()\"])",
    imports: ['import subprocess, sys'],
    seen: [
      ['process.spawn', 'NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "os.waitpid(os.posix_spawn('/bin/touch', ['touch', 'NAME'], os.environ), 0)",
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "os.spawnvp(os.P_WAIT, 'touch', ['touch', 'NAME'])",
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "subprocess.Popen(['sleep', 'PORT']).kill()",
    imports: ['import subprocess'],
    seen: [['process.spawn', 'sleep PORT']],
  },
];
