import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Conversation } from '../observe/network/conversation.ts';
import type { Language } from '../sample/sample.ts';
import type { Run } from './run.ts';

/** A client as people use it, what it prints when its exchange is complete, and what it must have sent. */
interface Client {
  readonly name: string;
  readonly language: Language;
  readonly code: string;
  readonly prints: string;
  /** `protocol place body`, of each exchange with a body or a name of its own. */
  readonly sends: readonly string[];
  /** What it needs beside the language's own library: a program, or a module of the system's Python. */
  readonly needs?: { readonly program: string } | { readonly module: string };
}

export const CLIENTS: readonly Client[] = [
  {
    name: 'http.client and urllib of Python',
    language: 'python',
    code: `
import http.client, urllib.request
c = http.client.HTTPConnection('plain.example', 8080)
c.request('PUT', '/a', body='first'); print(c.getresponse().read() != b'')
c.request('POST', '/b', body=iter([b'chun', b'ked']), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'}); print(c.getresponse().status)
print(urllib.request.urlopen('https://safe.example/c', b'third').status)`,
    prints: 'True\n200\n200\n',
    sends: ['http plain.example:8080/a first', 'http plain.example:8080/b chunked', 'https safe.example/c third'],
  },
  {
    name: 'asyncio: TLS, happy eyeballs, a connection that does not wait',
    language: 'python',
    code: `
import asyncio, socket
async def main():
    r, w = await asyncio.open_connection('eyes.example', 443, ssl=True, happy_eyeballs_delay=0.05)
    w.write(b'POST /e HTTP/1.0\\r\\nContent-Length: 2\\r\\n\\r\\nab'); print((await r.read())[:15]); w.close()
    many = await asyncio.gather(*[asyncio.open_connection('198.51.100.9', 7000 + n) for n in range(4)])
    for n, (r, w) in enumerate(many): w.write(b'n%d' % n); w.close()
asyncio.run(main())`,
    prints: "b'HTTP/1.1 200 OK'\n",
    sends: ['https eyes.example/e ab', ...[0, 1, 2, 3].map((n) => `tcp 198.51.100.9:${7000 + n} n${n}`)],
  },
  {
    name: 'sockets: IPv6, datagrams with and without connect, bare addresses',
    language: 'python',
    code: `
import socket
s = socket.create_connection(('2001:db8::7', 7777)); s.sendall(b'six'); print(s.getpeername()[0]); s.close()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.sendto(b'gram', ('198.51.100.7', 9999)); u.sendto(b'other', ('198.51.100.8', 9999))
k = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); k.connect(('2001:db8::8', 5000)); k.send(b'kept')
n = socket.socket(); n.setblocking(False); print(n.connect_ex(('198.51.100.3', 7000)) in (0, 115))
import select; select.select([], [n], [], 5); n.send(b'late'); n.close()`,
    prints: '2001:db8::7\nTrue\n',
    sends: [
      'tcp [2001:db8::7]:7777 six',
      'udp 198.51.100.7:9999 gram',
      'udp 198.51.100.8:9999 other',
      'udp [2001:db8::8]:5000 kept',
      'tcp 198.51.100.3:7000 late',
    ],
  },
  {
    name: 'questions for MX, TXT and SRV, over datagrams and a stream',
    language: 'python',
    code: `
import socket, struct
def query(name, kind): return struct.pack('>HHHHHH', 7, 256, 1, 0, 0, 0) + b''.join(bytes([len(p)]) + p.encode() for p in name.split('.')) + b'\\0' + struct.pack('>HH', kind, 1)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.settimeout(5)
for name, kind in (('m.example', 15), ('t.example', 16)):
    u.sendto(query(name, kind), ('8.8.8.8', 53)); print(struct.unpack('>H', u.recv(512)[6:8])[0])
t = socket.create_connection(('1.1.1.1', 53)); q = query('_imaps._tcp.s.example', 33); t.sendall(struct.pack('>H', len(q)) + q)
print(b'\\x03\\xe1' in t.recv(512))`,
    prints: '1\n1\nTrue\n',
    sends: [
      'dns m.example:53 m.example',
      'dns t.example:53 t.example',
      'dns _imaps._tcp.s.example:53 _imaps._tcp.s.example',
    ],
  },
  {
    name: 'smtplib with STARTTLS and a password, and ftplib',
    language: 'python',
    code: `
import smtplib, ssl, ftplib, io
m = smtplib.SMTP('mail.example', 587); m.starttls(context=ssl.create_default_context()); print(m.login('u', 'p')[0])
print(m.sendmail('a@x.example', ['b@x.example'], 'Subject: s\\r\\n\\r\\n.dot')); m.quit()
f = ftplib.FTP('ftp.example'); f.login('u', 'p'); print(f.storbinary('STOR up.bin', io.BytesIO(b'file'))[:3]); f.quit()`,
    prints: '235\n{}\n226\n',
    sends: ['smtp mail.example:587 Subject: s\r\n\r\n.dot\r\n', 'ftp ftp.example/up.bin file'],
  },
  {
    name: 'RESP to Redis, and IRC',
    language: 'python',
    code: `
import socket
r = socket.create_connection(('redis.example', 6379)); f = r.makefile('rb')
r.sendall(b'*1\\r\\n$4\\r\\nPING\\r\\n'); print(f.readline())
r.sendall(b'*3\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nk\\r\\n$1\\r\\nv\\r\\n'); print(f.readline()); r.close()
i = socket.create_connection(('irc.example', 6667)); g = i.makefile('rb')
i.sendall(b'NICK bot\\r\\nUSER bot 0 * :bot\\r\\n'); print(g.readline().split()[1])
i.sendall(b'JOIN #c\\r\\nPRIVMSG #c :hello\\r\\nQUIT\\r\\n'); print(b'JOIN #c' in g.read())`,
    prints: "b'+PONG\\r\\n'\nb'+OK\\r\\n'\nb'001'\nTrue\n",
    sends: [
      'redis redis.example:6379 *1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n',
      'irc irc.example:6667 NICK bot\r\nUSER bot 0 * :bot\r\nJOIN #c\r\nPRIVMSG #c :hello\r\nQUIT\r\n',
    ],
  },
  {
    name: 'fetch, http, https, http2 and net of Node',
    language: 'javascript',
    code: `
const http = require('node:http'), https = require('node:https'), net = require('node:net'), http2 = require('node:http2');
const ask = (client, url, body) => new Promise((r) => client.request(url, { method: 'POST' }, (x) => x.resume().on('end', () => r(x.statusCode))).end(body));
(async () => {
  console.log((await fetch('https://fetch.example/f', { method: 'POST', body: 'fetched' })).status);
  console.log(await ask(http, 'http://old.example/h', 'plain'), await ask(https, 'https://req.example/r', 'asked'));
  await new Promise((r) => { const c = http2.connect('https://two.example'); const q = c.request({ ':path': '/2', ':method': 'POST' }); q.resume().on('end', () => { c.close(); r(); }); q.end('second'); });
  await new Promise((r) => { const s = net.connect(4444, 'net.example', () => s.end('raw', r)); });
})();`,
    prints: '200\n200 200\n',
    sends: [
      'https fetch.example/f fetched',
      'http old.example/h plain',
      'https req.example/r asked',
      'https two.example/2 second',
      'tcp net.example:4444 raw',
    ],
  },
  {
    name: 'requests, with a session, a form, JSON and a file',
    language: 'python',
    needs: { module: 'requests' },
    code: `
import requests
s = requests.Session(); print(s.post('https://rq.example/form', data={'k': 'v'}).status_code, s.put('https://rq.example/json', json={'a': 1}).json())
print(requests.post('http://rq.example/file', files={'f': ('n.txt', b'filed')}).ok)`,
    prints: "200 {'ok': True}\nTrue\n",
    sends: ['https rq.example/form k=v', 'https rq.example/json {"a": 1}'],
  },
  ...(
    [
      [
        'curl',
        'curl -sSf --http1.1 -d one https://c.example/1 -o /dev/null && curl -sSf --http2-prior-knowledge -d two http://c.example/2 -o /dev/null && curl -sSf -x http://p.example:3128 -d three https://c.example/3 -o /dev/null && echo done',
        ['https c.example/1 one', 'http c.example/2 two', 'https c.example/3 three'],
      ],
      [
        'curl',
        'printf up > u; curl -sSf -T u ftp://f.example/u && curl -sSf -6 -F f=@u https://six.example/f -o /dev/null && echo done',
        ['ftp f.example/u up'],
      ],
      [
        'wget',
        'wget -q --post-data=four https://w.example/4 -O /dev/null && wget -q http://w.example/x.txt && echo done',
        ['https w.example/4 four', 'http w.example/x.txt '],
      ],
      [
        'git',
        'git clone -q https://g.example/a.git 2>/dev/null && git -C a log 2>/dev/null; test -d a/.git && echo done',
        ['https g.example/a.git/info/refs?service=git-upload-pack '],
      ],
      ['psql', "psql -h d.example -U u -d b -c 'select 1' >/dev/null && echo done", []],
      [
        'pip',
        'python3 -m pip download -q --no-cache-dir --disable-pip-version-check -d d Some.Package >&2 && python3 -m pip install -q --no-cache-dir --disable-pip-version-check --target t evil-lib >&2 && PYTHONPATH=t python3 -c "import evil_lib" && test -f d/some_package-1.0.0-py3-none-any.whl && echo done',
        ['https pypi.org/simple/some-package/ ', 'https pypi.org/packages/evil_lib-1.0.0-py3-none-any.whl '],
      ],
      [
        'npm',
        'cd /tmp && mkdir p && cd p && echo {} > package.json && npm view left-pad version >&2 && npm install -s --no-audit --no-fund left-pad @scope/thing >&2 && test -f node_modules/@scope/thing/package.json && echo done',
        ['https registry.npmjs.org/left-pad ', 'https registry.npmjs.org/@scope/thing/-/thing-1.0.0.tgz '],
      ],
    ] as const
  ).map(
    ([program, code, sends]): Client => ({
      name: `${program}: ${code}`,
      language: 'bash',
      code: `${code}\n`,
      prints: 'done\n',
      sends,
      needs: { program },
    }),
  ),
];

/** Why a client cannot be tried in a jail of this machine; undefined where it can. */
export function missing({ needs }: Client): string | undefined {
  if (needs === undefined) return undefined;
  if ('program' in needs)
    return existsSync(`/usr/bin/${needs.program}`) ? undefined : `there is no /usr/bin/${needs.program}`;
  try {
    execFileSync('/usr/bin/python3', ['-I', '-c', `import ${needs.module}`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `the system's Python has no ${needs.module}`;
  }
}

/** What was sent, in the words of {@link Client.sends}. */
export function sentIn({ conversations = [] }: Run): string[] {
  return conversations.map((said) => `${placeOf(said)} ${said.sent.text ?? said.sent.base64}`);
}

function placeOf({ protocol, url, host, port }: Conversation): string {
  if (url !== undefined) return url.replace('://', ' ');
  return `${protocol} ${host.includes(':') ? `[${host}]` : host}:${port}`;
}
