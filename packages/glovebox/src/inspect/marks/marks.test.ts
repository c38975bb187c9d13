import { describe, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import { inspect } from '../inspect.ts';
import type { MarkKind } from './mark.ts';
import { isSlow } from './regex.ts';

async function marksOf(language: 'python' | 'javascript' | 'bash', code: string): Promise<MarkKind[]> {
  const { marks = [] } = await inspect(sampleOfSource(code, language));
  return marks.map(({ kind }) => kind);
}

describe('a weakness of Python is marked, its remedy is not', () => {
  it.each<[MarkKind, string, string]>([
    [
      'built-sql',
      'def f(db, n):\n    db.execute("SELECT * FROM t WHERE n = " + n)',
      'def f(db, n):\n    db.execute("SELECT * FROM t WHERE n = ?", [n])',
    ],
    [
      'built-sql',
      'def f(c, n):\n    c.execute("DELETE FROM t WHERE n = %s" % n)',
      'def f(c, n):\n    c.execute("DELETE FROM t WHERE n = %s", (n,))',
    ],
    [
      'built-sql',
      'def f(c, n):\n    c.execute("SELECT a FROM t WHERE n = {}".format(n))',
      'def f(c):\n    c.execute("SELECT a FROM t")',
    ],
    [
      'weak-password-hash',
      'from hashlib import sha1 as h\npassword_hash = h(b"x")',
      'from hashlib import sha512 as h\npassword_hash = h(b"x")',
    ],
    [
      'weak-hash',
      'import hashlib\nhashlib.new("md5", b"x")',
      'import hashlib\nhashlib.md5(b"x", usedforsecurity=False)',
    ],
    [
      'weak-random',
      'import random\nsession_token = random.randint(0, 9)',
      'import random\ndice = random.randint(1, 6)',
    ],
    ['unverified-tls', 'import ssl\ncontext.check_hostname = False', 'import ssl\ncontext.check_hostname = True'],
    [
      'unverified-token',
      'import jwt\njwt.decode(t, k, algorithms=["none"])',
      'import jwt\njwt.decode(t, k, algorithms=["RS256"])',
    ],
    ['hard-coded-secret', 'connect(password="s3cr3t!x")', 'connect(password=read())'],
    ['hard-coded-secret', 'KEY = "AKIAIOSFODNN7EXAMPLF"', 'KEY = "AKIA"'],
    ['hard-coded-secret', 'if password == "opensesame1":\n    pass', 'if word == "opensesame1":\n    pass'],
    ['assert-guard', 'assert request.user.is_superuser', 'assert len(rows) == 3'],
    [
      'unsafe-extraction',
      'import tarfile\nwith tarfile.open("a") as t:\n    t.extractall()',
      'import zipfile\nwith zipfile.ZipFile("a") as t:\n    t.extractall()',
    ],
    [
      'endless-growth',
      'x = []\nwhile True:\n    x.append(bytearray(10**6))',
      'while True:\n    x.append(1)\n    if x: break',
    ],
    [
      'large-blocks',
      'for n in range(99):\n    rows.append(bytearray(16 * 1024 * 1024))',
      'buffer = bytearray(16 * 1024 * 1024)',
    ],
    ['endless-recursion', 'def f():\n    "text"\n    f()', 'def f():\n    "text"\n    g()'],
    [
      'foreign-kill',
      'import psutil\nfor p in psutil.process_iter():\n    p.kill()',
      'import psutil\nfor p in psutil.process_iter():\n    print(p)',
    ],
    [
      'library-preload',
      'import subprocess\nsubprocess.run(["ls"], env={"LD_PRELOAD": "x.so"})',
      'import subprocess\nsubprocess.run(["ls"], env={"LANG": "C"})',
    ],
    [
      'path-hijack',
      'import os\nos.environ["PATH"] = "/tmp/x:" + os.environ["PATH"]',
      'import os\nos.environ["PATH"] = "/usr/bin:" + os.environ["PATH"]',
    ],
    [
      'discriminating-decision',
      'def risk(p):\n    if p.religion == "x":\n        return 9',
      'def risk(p):\n    if p.distance == "x":\n        return 9',
    ],
    ['destructive-sql', 'db.execute("TRUNCATE TABLE users")', 'db.execute("DROP TABLE IF EXISTS users")'],
    [
      'shady-link',
      'hook = "https://discord.com/api/webhooks/1/x"',
      'def f():\n    "https://discord.com/api/webhooks/1/x"',
    ],
    ['swallowed-error', 'try:\n    f()\nexcept:\n    pass', 'try:\n    f()\nexcept OSError as e:\n    log(e)'],
  ])('%s', async (kind, found, ordinary) => {
    expect(await marksOf('python', found)).toContain(kind);
    expect(await marksOf('python', ordinary)).not.toContain(kind);
  });
});

describe('so is one of JavaScript and of a shell', () => {
  it.each<[MarkKind, 'javascript' | 'bash', string, string]>([
    [
      'built-sql',
      'javascript',
      'db.query("SELECT * FROM t WHERE n = " + n)',
      'db.query("SELECT * FROM t WHERE n = ?", [n])',
    ],
    ['weak-hash', 'javascript', "crypto.createHash('md5')", "crypto.createHash('sha256')"],
    [
      'weak-cipher',
      'javascript',
      "crypto.createCipheriv('aes-128-ecb', k, null)",
      "crypto.createCipheriv('aes-256-gcm', k, iv)",
    ],
    ['weak-random', 'javascript', 'const token = Math.random()', 'const angle = Math.random()'],
    ['unverified-tls', 'javascript', 'request({ rejectUnauthorized: false })', 'request({ rejectUnauthorized: true })'],
    ['hard-coded-secret', 'javascript', "const apiKey = 'k7pq-v2Zt9'", 'const apiKey = process.env.API_KEY'],
    ['slow-regex', 'javascript', '/^(a+)+$/.test(x)', '/^a+$/.test(x)'],
    ['endless-growth', 'javascript', 'let s = "a"; for (;;) { s += s }', 'let s = "a"; for (const x of y) { s += s }'],
    ['mangled-names', 'javascript', 'f(_0x1234, _0x1235, _0x1236, _0x1237)', 'f(_0x1234)'],
    ['endless-write', 'bash', 'while true; do echo x >> log; done', 'while true; do echo x >> log; sleep 60; done'],
    ['path-hijack', 'bash', 'PATH=.:$PATH', 'PATH=$PATH:/opt/x'],
    ['library-preload', 'bash', 'LD_PRELOAD=./x.so ls', 'LC_ALL=C ls'],
  ])('%s (%s)', async (kind, language, found, ordinary) => {
    expect(await marksOf(language, found)).toContain(kind);
    expect(await marksOf(language, ordinary)).not.toContain(kind);
  });
});

describe('an expression that may take for ever', () => {
  it.each(['(a+)+', '^(\\w+\\s?)*$', '([a-z]*)*', '(?:x*y?)+z', '((a+))+', '(a|b+)*', '(.*)*'])('%s', (pattern) => {
    expect(isSlow(pattern)).toBe(true);
  });

  it.each([
    'a+b*',
    '(\\w+,)*',
    '^\\d{3}-\\d{4}$',
    '(abc)+',
    '([A-Z][a-z]*)+',
    '(?P<y>\\d+)-\\d+',
    '[(+)*]+',
    '\\(a+\\)+',
    '(',
  ])('is not %s', (pattern) => {
    expect(isSlow(pattern)).toBe(false);
  });
});

it('marks of a hostile source are bounded in number and time', async () => {
  const lines = 'password = "k7pq-v2Zt9"\nwhile True:\n    x.append("a" * 99)\n'.repeat(3_000);
  const started = performance.now();
  const { marks = [] } = await inspect(sampleOfSource(lines + '('.repeat(5_000), 'python'));
  expect(marks.length).toBeLessThanOrEqual(500);
  expect(performance.now() - started).toBeLessThan(20_000);
});
