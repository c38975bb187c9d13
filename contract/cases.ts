import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ContractCase } from '../packages/glovebox/src/sandbox/contract.ts';
import { createJail } from '../packages/glovebox/src/sandbox/jail/jail.ts';
import { seen, words } from './events.ts';
import { optionsOf, type Subject, sampleOf } from './subject.ts';

const MIB = 1024 * 1024;

/** One function a case; each says all it has to through `expect`. */
export const CASES: Record<ContractCase, (subject: Subject) => Promise<void>> = {
  async output({ run }) {
    const result = await run('import sys\nprint("to out")\nprint("to err", file=sys.stderr)\n');
    expect(result).toMatchObject({ status: 'exited', exitCode: 0, stdout: 'to out\n', stderr: 'to err\n' });
  },

  async exitCode({ run }) {
    expect(await run('import sys\nsys.exit(7)\n')).toMatchObject({ status: 'exited', exitCode: 7 });
  },

  async uncaught({ run }) {
    const result = await run('def f():\n    raise ValueError("no such luck")\nf()\n');
    expect(result).toMatchObject({ status: 'exited', exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(/Traceback[\s\S]*line 2[\s\S]*ValueError: no such luck\n$/);
  },

  async signal({ run }) {
    const result = await run('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n');
    expect(result).toMatchObject({ status: 'killed', signal: 'SIGSEGV', exitCode: null });
  },

  async stdin({ run }) {
    const code = 'import sys\nprint(sys.stdin.read().upper())\n';
    expect(await run(code, { stdin: 'quiet words' })).toMatchObject({ stdout: 'QUIET WORDS\n' });
    expect(await run(code)).toMatchObject({ stdout: '\n' });
  },

  async args({ run }) {
    const args = ['-x', 'two words', 'a\\b\nc', ''];
    expect(JSON.parse((await run('import sys, json\nprint(json.dumps(sys.argv[1:]))\n', { args })).stdout)).toEqual(
      args,
    );
  },

  async files({ run }) {
    const files = { 'beside.py': 'VALUE = 41\n', 'deep/words.txt': 'hello' };
    const code = 'import beside\nprint(beside.VALUE + 1, open("deep/words.txt").read())\n';
    expect(await run(code, { files })).toMatchObject({ stdout: '42 hello\n', stderr: '' });
  },

  async javascript({ run }) {
    const code = 'const xs = [3, 1, 2].sort(); console.log(xs.join());\nthrow new TypeError("broken");\n';
    const result = await run(code, { language: 'javascript' });
    expect(result).toMatchObject({ status: 'exited', exitCode: 1, stdout: '1,2,3\n' });
    expect(result.stderr).toContain('TypeError: broken');
  },

  async typescript({ run }) {
    const code = 'interface A { n: number }\nconst a: A = { n: 4 };\nconsole.log(a.n as number);\n';
    expect(await run(code, { language: 'typescript' })).toMatchObject({ exitCode: 0, stdout: '4\n' });
  },

  async bash({ run }) {
    const code = 'x=$((6 * 7))\necho "$x $1" | tr a-z A-Z\nexit 3\n';
    expect(await run(code, { language: 'bash', args: ['b'] })).toMatchObject({ exitCode: 3, stdout: '42 B\n' });
  },

  async modules({ run }) {
    const code =
      'import csv, io, json, math, re, datetime, collections, hashlib, base64, random, statistics, textwrap\nprint(json.dumps({"a": math.floor(2.5), "m": re.findall("[0-9]+", "a1b22")}), hashlib.sha256(b"x").hexdigest()[:8])\n';
    expect(await run(code)).toMatchObject({ stdout: '{"a": 2, "m": ["1", "22"]} 2d711642\n', exitCode: 0 });
  },

  async timedOut({ run }) {
    const result = await run('print("begun", flush=True)\nwhile True:\n    pass\n', { limits: { wallMs: 1_500 } });
    expect(result).toMatchObject({ status: 'timed-out', limit: 'wallClock', exitCode: null, stdout: 'begun\n' });
    expect(result.durationMs).toBeGreaterThan(1_000);
  },

  async outOfMemory({ run }) {
    const code =
      'blocks = []\nfor _ in range(64):\n    blocks.append(bytearray(b"x") * (16 * 1024 * 1024))\nprint("got it all")\n';
    const result = await run(code);
    expect(result.status).toBe('out-of-memory');
    expect(result.stdout).toBe('');
  },

  async processes({ run }) {
    const code = `import os, time
started = 0
for _ in range(60):
    try:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
    except OSError:
        break
    started += 1
print(started)
`;
    const result = await run(code, { limits: { processes: 10 } });
    const started = Number(result.stdout);
    if (result.status === 'exited') expect(started).toBeLessThanOrEqual(10);
    else expect(result).toMatchObject({ status: 'killed', limit: 'processes' });
  },

  async truncated({ run }) {
    const code = 'import sys\nfor _ in range(64):\n    sys.stdout.write("x" * 65536)\nsys.exit(5)\n';
    const result = await run(code, { limits: { outputBytes: MIB } });
    expect(result).toMatchObject({ status: 'exited', exitCode: 5, truncated: true });
    expect(result.stdout.length).toBe(MIB);
  },

  async disk({ run }) {
    const code = `written = 0
try:
    with open("/work/big", "wb") as f:
        for _ in range(64):
            f.write(b"x" * 1048576)
            f.flush()
            written += 1
except OSError as error:
    print(written, type(error).__name__)
`;
    const result = await run(code, { limits: { diskBytes: 8 * MIB } });
    expect(Number(result.stdout.split(' ')[0] || 0)).toBeLessThanOrEqual(8);
    expect(result.stdout).toContain('OSError');
  },

  async tree({ run }) {
    const code =
      'import subprocess\np = subprocess.Popen(["sleep", "30"], start_new_session=True)\nprint("left it", flush=True)\n';
    const before = performance.now();
    expect(await run(code, { limits: { wallMs: 20_000 } })).toMatchObject({ status: 'exited', exitCode: 0 });
    expect(performance.now() - before).toBeLessThan(20_000);
  },

  async changes({ run }) {
    const code =
      'open("made.txt", "w").write("12345")\nopen("given.txt", "a").write("more")\nimport os\nos.remove("gone.txt")\n';
    const { changes } = await run(code, { files: { 'given.txt': 'given', 'gone.txt': 'x' } });
    expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toMatchObject([
      { path: '/work/given.txt', change: 'modified', bytes: 9 },
      { path: '/work/gone.txt', change: 'deleted' },
      { path: '/work/made.txt', change: 'created', bytes: 5 },
    ]);
  },

  async fresh({ run }) {
    const code = `import os
seen = []
for place in ("/work", "/tmp", "/home/user"):
    path = place + "/left-behind"
    seen.append(os.path.exists(path))
    try:
        open(path, "w").write("x")
    except OSError:
        pass
print(any(seen))
`;
    expect((await run(code)).stdout).toBe('False\n');
    expect((await run(code)).stdout).toBe('False\n');
  },

  async random({ run }) {
    const code = 'import os, random, uuid\nprint(os.urandom(16).hex(), random.random(), uuid.uuid4())\n';
    const [first, second] = [(await run(code)).stdout.split(' '), (await run(code)).stdout.split(' ')];
    expect(first).toHaveLength(3);
    for (const [index, word] of first.entries()) expect(word).not.toBe(second[index]);
  },

  async environment({ run }) {
    process.env.GLOVEBOX_CONTRACT_DECOY = 'decoy-of-the-test';
    try {
      const { stdout } = await run('import os\nprint(dict(os.environ))\n');
      expect(stdout).toContain('PATH');
      expect(stdout).not.toContain('decoy-of-the-test');
    } finally {
      delete process.env.GLOVEBOX_CONTRACT_DECOY;
    }
  },

  async decoyFiles({ run }) {
    const code =
      'import os\nkey = open(os.path.expanduser("~/.npmrc")).read()\nopen("/tmp/copy", "w").write(key[::-1])\n';
    const { canaries, events, changes } = await run(code, { canaries: true });
    expect(canaries?.leaks).toEqual([
      expect.objectContaining({ canary: 'npmrc', channel: 'file', place: '/tmp/copy', encoding: ['reversed'] }),
    ]);
    expect(events).toContainEqual(expect.objectContaining({ capability: 'secret.read', target: '/home/user/.npmrc' }));
    expect(changes.map(({ path }) => path)).toEqual(['/tmp/copy']);
  },

  async decoyVariables({ run }) {
    const code = 'import os\nprint(os.environ["NPM_TOKEN"].encode().hex())\n';
    const { canaries } = await run(code, { canaries: true });
    expect(canaries?.leaks).toEqual([
      expect.objectContaining({ canary: '$NPM_TOKEN', channel: 'stdout', encoding: ['hex'] }),
    ]);
  },

  async hostFiles({ run }) {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-contract-'));
    const decoy = join(folder, 'decoy');
    try {
      writeFileSync(decoy, 'decoy-of-the-test', { mode: 0o666 });
      const code =
        'import sys\ntry:\n    print(open(sys.argv[1]).read())\nexcept OSError as e:\n    print(type(e).__name__)\n';
      expect(await run(code, { args: [decoy] })).toMatchObject({ stdout: 'FileNotFoundError\n' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  async network({ run }) {
    const code =
      'import socket\ns = socket.socket()\ns.settimeout(3)\ntry:\n    s.connect(("192.0.2.7", 80))\n    print("connected")\nexcept OSError as e:\n    print("refused")\n';
    const result = await run(code);
    expect(result.stdout).toBe('refused\n');
    const asked = result.events.filter((event) => event.capability === 'network.connect');
    expect(asked).toContainEqual(expect.objectContaining({ target: '192.0.2.7:80', outcome: 'denied' }));
  },

  async played({ run }) {
    const code =
      'import urllib.request\nprint(urllib.request.urlopen("http://a.example/x", b"said").status)\nprint(urllib.request.urlopen("https://b.example/y", b"y" * 100000).status)\n';
    const result = await run(code, { network: { mode: 'sinkhole' } });
    expect(result).toMatchObject({ stdout: '200\n200\n', stderr: '' });
    const said = result.conversations?.filter(({ protocol }) => protocol === 'http');
    expect(said).toMatchObject([
      { url: 'http://a.example/x', sent: { text: 'said' }, source: { file: 'main.py', line: 2 } },
      { url: 'https://b.example/y', sent: { bytes: 100_000 }, source: { file: 'main.py', line: 3 } },
    ]);
  },

  async wayOut({ run, backend }) {
    const heard: string[] = [];
    const server = createServer((request, response) => heard.push(`${request.url}`) && response.end('real'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const code = `import urllib.request
for url in ("http://a.example:${port}/in", "http://b.example:${port}/", "http://169.254.169.254/", "http://a.example/"):
    try:
        print(urllib.request.urlopen(url, timeout=5).read())
    except OSError as error:
        print("no")
`;
    const network = {
      mode: 'allow',
      hosts: [`a.example:${port}`],
      addresses: [`127.0.0.1:${port}`],
      resolve: { 'a.example': '127.0.0.1' },
    } as const;
    try {
      const result = await run(code, { network });
      expect(result.stdout).toBe("b'real'\nno\nno\nno\n");
      expect(heard).toEqual(['/in']);
      const denied = result.conversations?.filter(({ outcome }) => outcome === 'denied').map(({ host }) => host);
      expect(new Set(denied)).toEqual(new Set(['b.example', '169.254.169.254', 'a.example']));
      if (backend.open === undefined) return;
      const { openBox } = await import('../packages/glovebox/src/sandbox/box/box.ts');
      await using box = await openBox({ backend, language: 'python', network });
      const cell = await box.run(code);
      expect(cell.stdout).toBe("b'real'\nno\nno\nno\n");
      const said = cell.events.filter(({ observer }) => observer === 'network');
      expect(said.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['allowed', 'denied']));
      expect((await box.run('1')).events).toEqual([]);
    } finally {
      server.close();
    }
  },

  async conditions({ run }) {
    const code =
      'import datetime, getpass, os, socket, time\ntime.sleep(3)\nprint(datetime.date.today().year, os.getuid(), getpass.getuser(), socket.gethostname(), os.environ["STAGE"])\n';
    const conditions = {
      clock: '2031-05-06T07:08:09.000Z',
      waits: 'skipped',
      user: 'root',
      host: 'build-7',
      environment: { STAGE: 'production' },
    } as const;
    const result = await run(code, { conditions });
    expect(result).toMatchObject({ status: 'exited', stdout: '2031 0 root build-7 production\n', conditions });
    expect(result.durationMs).toBeLessThan(3_000);
  },

  async denied({ run }) {
    const result = await run('try:\n    open("/etc/shadow")\nexcept OSError as e:\n    print("no")\n');
    expect(result.stdout).toBe('no\n');
    const told = { capability: 'file.read', target: '/etc/shadow', outcome: 'denied', observer: 'kernel' };
    expect(result.events).toContainEqual(expect.objectContaining(told));
  },

  async lines({ run }) {
    const result = await run('x = 1\n\n\nopen("/work/notes.txt", "w").write("a")\n');
    expect(seen(result.events, 'file.write', '/work/notes.txt').source).toEqual({ file: 'main.py', line: 4 });
  },

  async kernel({ run }) {
    const code = 'import ctypes\nlibc = ctypes.CDLL(None)\nfd = libc.open(b"/etc/passwd", 0)\nprint(fd >= 0)\n';
    const { events } = await run(code);
    expect(seen(events, 'file.read', '/etc/passwd')).toMatchObject({ observer: 'kernel' });
  },

  async words(subject) {
    const code = `import os, subprocess
open("/work/a.txt", "w").write("a")
os.rename("/work/a.txt", "/work/b.txt")
open("/etc/passwd").read()
try:
    open("/root/.ssh/id_rsa")
except OSError:
    pass
os.chmod("/work/b.txt", 0o755)
os.remove("/work/b.txt")
subprocess.run(["/bin/echo", "hi"])
`;
    const jail = createJail();
    try {
      const [theirs, ours] = [await jail.run(sampleOf(code), optionsOf()), await subject.run(code)];
      expect(words(ours.events)).toEqual(words(theirs.events));
    } finally {
      await jail.dispose();
    }
  },

  async spawn({ run }) {
    const { events } = await run('import subprocess\nsubprocess.run(["/bin/echo", "one two", "three"])\n');
    const spawned = events.filter((event) => event.capability === 'process.spawn' && event.observer === 'kernel');
    expect(spawned.map((event) => event.target)).toEqual([expect.stringMatching(/\/echo/)]);
    expect(JSON.stringify(spawned[0])).toContain('one two');
    expect(spawned[0]?.source).toEqual({ file: 'main.py', line: 2 });
  },

  async isolation({ run, backend }) {
    const { isolation, ...result } = await run('print(1)\n');
    expect(result.backend).toBe(backend.name);
    expect(isolation).toMatchObject({ noNewPrivileges: true, capabilities: '0', rootReadOnly: true });
    expect(isolation?.uid).not.toBe(0);
    expect(isolation?.interfaces.filter((name) => name !== 'lo')).toEqual([]);
    expect(Object.keys(isolation?.limits ?? {}).toSorted()).toEqual(
      ['cpu', 'descriptors', 'disk', 'files', 'memory', 'output', 'processes', 'wallClock'].toSorted(),
    );
  },

  async clock({ run }) {
    const clock = '2031-05-06T07:08:09.000Z';
    const result = await run('import datetime\nprint(datetime.datetime.now(datetime.timezone.utc).isoformat())\n', {
      clock,
    });
    expect(result.stdout).toMatch(/^2031-05-06T07:0[89]/);
    expect(result.conditions.clock).toBe(clock);
  },

  async cancel({ run }) {
    const stop = new AbortController();
    const running = run('while True:\n    pass\n', { signal: stop.signal });
    setTimeout(() => stop.abort(), 1_500);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  },

  async prepared({ backend }) {
    const sandbox = await backend.prepare('python', optionsOf());
    expect(await sandbox.run(sampleOf('print("warm")\n'))).toMatchObject({ status: 'exited', stdout: 'warm\n' });
    await sandbox.dispose();
  },

  async unused({ backend }) {
    const sandbox = await backend.prepare('python', optionsOf());
    await sandbox.dispose();
    await sandbox.dispose();
  },

  async together({ run }) {
    const code =
      'import sys, time\nopen("/work/me", "w").write(sys.argv[1])\ntime.sleep(0.3)\nprint(open("/work/me").read())\n';
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((name) => run(code, { args: [name] })));
    expect(results.map((result) => result.stdout)).toEqual(['a\n', 'b\n', 'c\n', 'd\n']);
  },

  async session({ backend }) {
    const { openBox } = await import('../packages/glovebox/src/sandbox/box/box.ts');
    const box = await openBox({ backend, language: 'python' });
    try {
      await box.run('x = 20\nimport math\n');
      await box.files.write('/work/n.txt', Buffer.from('22'));
      expect(await box.run('print(x + int(open("/work/n.txt").read()), math.pi > 3)\n')).toMatchObject({
        status: 'exited',
        stdout: '42 True\n',
      });
      const shown = await box.run('display({"text/html": "<b>42</b>" * 1000}, raw=True)\nsum(range(3_000_000))');
      expect(shown.outputs).toMatchObject([{ mime: 'text/html', bytes: 9_000 }]);
      expect(shown.cpuMs).toBeGreaterThan(0);
    } finally {
      await box.close();
    }
  },
};
