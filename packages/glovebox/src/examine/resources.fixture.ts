interface Twin {
  readonly rule: string;
  readonly language: 'python' | 'javascript' | 'bash';
  readonly found: string;
  /** The line its finding names first, where one is known. */
  readonly line?: number;
  /** When it is ended, if it has no end. */
  readonly wallMs?: number;
  /** Without it `standard`. */
  readonly depth?: 'deep';
  /** Work of the same kind and amount that has a bound. */
  readonly honest: string;
}

/** What takes more than its share, and honest work that looks like it from afar. */
export const TWINS: readonly Twin[] = [
  {
    rule: 'memory-leak',
    language: 'python',
    found: `import time
kept = []
for n in range(60):
    kept.append(bytearray(10**6))
    time.sleep(0.005)
`,
    line: 5,
    honest: `import time
latest = None
for n in range(60):
    latest = bytearray(10**6)
    time.sleep(0.005)
`,
  },
  {
    rule: 'memory-leak',
    language: 'javascript',
    found: `const fs = require('fs');
const kept = new Map();
fs.writeFileSync('seed.txt', 'x');
function handle(n) {
  const text = fs.readFileSync('seed.txt', 'utf8');
  kept.set(n, Buffer.alloc(1_000_000, text));
}
let n = 0;
const timer = setInterval(() => (n < 60 ? handle(n++) : clearInterval(timer)), 4);
`,
    line: 5,
    honest: `const xs = Array.from({ length: 1_000_000 }, () => Math.random());
xs.sort((a, b) => a - b);
console.log(xs[0]);
`,
  },
  {
    rule: 'descriptor-leak',
    language: 'python',
    found: `import socket, time
def ask(n):
    line = open('/tmp/answer-%d' % n, 'w')
    line.write('asked')
    return line
answers = [ask(n) for n in range(150)]
time.sleep(0.02)
`,
    line: 3,
    honest: `import csv, os
with open('large.csv', 'w', newline='') as table:
    csv.writer(table).writerows([n, n * n, 'row'] for n in range(150_000))
rows = list(csv.reader(open('large.csv')))
for n in range(150):
    with open('/tmp/part-%d' % n, 'w') as part:
        part.write(str(rows[n]))
print(len(rows))
`,
  },
  {
    rule: 'descriptor-leak',
    language: 'javascript',
    found: `const fs = require('fs');
const answers = [];
for (let n = 0; n < 150; n++) {
  answers.push(fs.openSync('/tmp/answer-' + n, 'w'));
}
setTimeout(() => console.log(answers.length), 30);
`,
    line: 4,
    honest: `const fs = require('fs');
for (let n = 0; n < 150; n++) {
  const file = fs.openSync('/tmp/answer-' + n, 'w');
  fs.writeSync(file, 'asked');
  fs.closeSync(file);
}
setTimeout(() => console.log('done'), 30);
`,
  },
  {
    rule: 'fork-bomb',
    language: 'python',
    found: `import os
for n in range(8):
    os.fork()
`,
    honest: `from multiprocessing import Pool
def work(n):
    return sum(range(n))
if __name__ == '__main__':
    with Pool(4) as pool:
        print(len(pool.map(work, [100_000] * 20)))
`,
  },
  {
    rule: 'fork-bomb',
    language: 'bash',
    found: `again() { again & again & }
again
sleep 0.4
`,
    wallMs: 1_500,
    honest: `for n in 1 2 3 4; do
  (for m in $(seq 40); do echo $m; done | sort -n | tail -1) &
done
wait
`,
  },
  {
    rule: 'process-flood',
    language: 'python',
    found: `import subprocess
running = []
try:
    for n in range(70):
        running.append(subprocess.Popen(['sleep', '0.3']))
except BlockingIOError:
    print(len(running))
`,
    honest: `import subprocess
for n in range(30):
    subprocess.run(['true'])
`,
  },
  {
    rule: 'process-flood',
    language: 'bash',
    found: `for n in $(seq 70); do sleep 0.4 & done 2> errors.txt
sleep 0.2
`,
    honest: `for n in $(seq 12); do sleep 0.1 & done
wait
`,
  },
  {
    rule: 'zip-bomb',
    language: 'python',
    found: `import zipfile
with zipfile.ZipFile('gift.zip', 'w', zipfile.ZIP_DEFLATED) as gift:
    gift.writestr('a', bytes(30_000_000))
zipfile.ZipFile('gift.zip').extractall('out')
`,
    line: 4,
    honest: `import random, zipfile
with zipfile.ZipFile('photos.zip', 'w', zipfile.ZIP_DEFLATED) as photos:
    photos.writestr('a', random.randbytes(6_000_000) * 3)
zipfile.ZipFile('photos.zip').extractall('out')
`,
  },
  {
    rule: 'zip-bomb',
    language: 'javascript',
    found: `const fs = require('fs');
const zlib = require('zlib');
fs.writeFileSync('gift.gz', zlib.gzipSync(Buffer.alloc(30_000_000)));
const all = zlib.gunzipSync(fs.readFileSync('gift.gz'));
fs.writeFileSync('out', all);
`,
    line: 4,
    honest: `const fs = require('fs');
const zlib = require('zlib');
const { randomBytes } = require('crypto');
fs.writeFileSync('a.gz', zlib.gzipSync(Buffer.concat([randomBytes(2_000_000), Buffer.alloc(17_000_000)]), { level: 1 }));
fs.writeFileSync('out', zlib.gunzipSync(fs.readFileSync('a.gz')));
`,
  },
  {
    rule: 'zip-bomb',
    language: 'bash',
    found: `head -c 30000000 /dev/zero | gzip -1 > gift.gz
gunzip gift.gz
`,
    line: 2,
    honest: `seq 300000 | gzip -1 > numbers.gz
gunzip numbers.gz
`,
  },
  {
    rule: 'endless-match',
    language: 'python',
    found: `import re
name = re.compile(r'^(\\w+\\s?)*$')
print(name.match('a' * 40 + '!'))
`,
    line: 2,
    wallMs: 1_500,
    honest: `import re
word = re.compile(r'\\w+(\\s\\w+)*$')
print(sum(word.match('a b c ' * 200) is None for n in range(50)))
`,
  },
  {
    rule: 'endless-match',
    language: 'javascript',
    found: `const name = /^(a+)+$/;
console.log(name.test('a'.repeat(40) + '!'));
`,
    line: 1,
    wallMs: 1_500,
    honest: `const name = /^a+(?: a+)*$/;
console.log(name.test('a'.repeat(4_000) + '!'));
`,
  },
  {
    rule: 'log-flood',
    language: 'python',
    found: `with open('/tmp/app.log', 'a') as log:
    for n in range(500_000):
        log.write('it failed once more and is tried once more, as it was the time before\\n')
`,
    line: 1,
    honest: `import logging
logging.basicConfig(filename='/tmp/app.log', level=logging.INFO)
for n in range(3_000):
    logging.info('request %d was answered', n)
`,
  },
  {
    rule: 'log-flood',
    language: 'javascript',
    found: `const fs = require('fs');
const line = 'it failed once more and is tried once more, as it was the time before\\n'.repeat(5_000);
for (let n = 0; n < 90; n++) fs.appendFileSync('/tmp/app.log', line);
`,
    line: 3,
    honest: `const fs = require('fs');
for (let n = 0; n < 500; n++) fs.appendFileSync('/tmp/app.log', 'request ' + n + ' was answered\\n');
`,
  },
  {
    rule: 'request-flood',
    language: 'python',
    found: `import socket
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(400):
    line.sendto(b'x' * 200, ('203.0.113.9', 53))
`,
    line: 4,
    honest: `import threading, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
class Serve(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'x' * 50_000)
    def log_message(self, *_): pass
server = HTTPServer(('127.0.0.1', 8080), Serve)
threading.Thread(target=server.serve_forever, daemon=True).start()
for n in range(40):
    urllib.request.urlopen('http://127.0.0.1:8080/').read()
`,
  },
  {
    rule: 'request-flood',
    language: 'javascript',
    found: `const line = require('dgram').createSocket('udp4');
let left = 400;
for (let n = 0; n < 400; n++) line.send('x'.repeat(200), 53, '203.0.113.9', () => --left || line.close());
`,
    line: 3,
    honest: `const http = require('http');
const server = http.createServer((_, reply) => reply.end('x'.repeat(50_000))).listen(8080, '127.0.0.1', async () => {
  for (let n = 0; n < 40; n++) await (await fetch('http://127.0.0.1:8080/')).text();
  server.close();
});
`,
  },
  {
    rule: 'exponential-time',
    language: 'python',
    found: `import re
def is_name(text):
    return re.fullmatch(r'(a|aa)+', text) is not None
`,
    line: 2,
    depth: 'deep',
    honest: `import re
from collections import Counter
def is_name(text):
    return re.fullmatch(r'a+', text) is not None
def letters(text):
    return sorted(Counter(text).items())
def triples(values):
    return [(a, b, c) for a in values for b in values for c in values if a + b == c]
`,
  },
  {
    rule: 'exponential-time',
    language: 'javascript',
    found: `const parts = (text) => (text.length < 2 ? 1 : parts(text.slice(1)) + parts(text.slice(2)));
module.exports = { parts };
`,
    line: 1,
    depth: 'deep',
    honest: `const known = new Map();
function parts(text) {
  if (!known.has(text)) known.set(text, text.length < 2 ? 1 : parts(text.slice(1)) + parts(text.slice(2)));
  return known.get(text);
}
function pairs(values) {
  return values.flatMap((a) => values.filter((b) => a < b).map((b) => [a, b]));
}
module.exports = { parts, pairs };
`,
  },
  {
    rule: 'descriptor-leak',
    language: 'python',
    found: `answers = []
def answer(text):
    answers.append(open('/dev/null'))
    return len(text)
`,
    line: 2,
    depth: 'deep',
    honest: `def answer(text):
    with open('/dev/null') as nothing:
        return len(text) + len(nothing.read())
`,
  },
];
