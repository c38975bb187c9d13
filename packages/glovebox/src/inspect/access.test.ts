import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');
const MARKER = join(tmpdir(), `glovebox-inspected-${process.pid}`);
const OWN = join(import.meta.dirname, 'site.ts');

const encoded = Buffer.from(`open(${JSON.stringify(MARKER)}, "w")`).toString('base64');

/** Programs that name files that are there, modules that could be imported, and code that would leave a mark. */
const SAMPLES = [
  {
    language: 'python',
    files: {
      'main.py': `import json, local, glovebox_unheard_of
open("/etc/passwd").read(); open(${JSON.stringify(OWN)}).read()
__import__("os").system("touch ${MARKER}")
exec(__import__("base64").b64decode("${encoded}"))
import pickle; pickle.loads(b"(S'touch ${MARKER}'\\nios\\nsystem\\n.")
import socket; socket.create_connection(("127.0.0.1", 1))
`,
      'local.py': 'eval("1 + 1")\n',
      'requirements.txt': '-r /etc/passwd\nreqeusts\n',
    },
  },
  {
    language: 'javascript',
    files: {
      'main.js': `require(${JSON.stringify(join(ROOT, 'package.json'))}); import("node:child_process"); require("./local.js");
eval("require('fs').writeFileSync(${JSON.stringify(MARKER)}, '')"); new Function("return process")();
fetch("http://127.0.0.1:1/"); new Worker("./local.js"); require("unheard-of-package-of-mine");
`,
      'local.js': 'setTimeout("eval(1)", 1)',
      'package.json': '{"main": "../../../etc/passwd", "dependencies": {"expresss": "1"}}',
    },
  },
  {
    language: 'bash',
    files: {
      'main.sh': `source ./local.sh; . /etc/profile; cat /etc/passwd > ${MARKER}; bash -c "touch ${MARKER}"; curl 127.0.0.1:1\n`,
      'local.sh': 'rm x\n',
    },
  },
  { language: 'typescript', files: { 'main.ts': 'import x from "/etc/hostname"; eval(x as string);' } },
];

/** The engine of the parsers with Node's own modules that it loads, and the lists of known packages. */
const OWN_PARTS =
  /^(readFile|readFileSync|openSync|open) \S*(web-tree-sitter\S*\.wasm|\/known\/(npm|pypi)\.ts)$|^_load (fs|path|url)$/;

interface Seen {
  readonly sites: number;
  readonly during: readonly string[];
  readonly control: readonly string[];
  readonly refusals: readonly string[];
}

describe('inspection, in a process that may read this checkout and do nothing else', () => {
  let seen: Seen;

  beforeAll(() => {
    const readable = [ROOT, realpathSync(join(ROOT, 'node_modules'))].map((path) => `--allow-fs-read=${path}/*`);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--permission',
        ...readable,
        '--disallow-code-generation-from-strings',
        join(import.meta.dirname, 'access.fixture.ts'),
      ],
      { input: JSON.stringify(SAMPLES), encoding: 'utf8', timeout: 30_000 },
    );
    expect(stdout, stderr).not.toBe('');
    seen = JSON.parse(stdout);
  });

  it('finds what the samples could do', () => {
    expect(seen.sites).toBeGreaterThan(20);
  });

  it('opens its grammars, each once, and nothing that a sample names', () => {
    const grammars = seen.during.filter((one) =>
      /^readFile \S*\/tree-sitter-(python|javascript|typescript|bash)\.wasm$/.test(one),
    );
    expect(grammars).toHaveLength(4);
    expect(seen.during.filter((one) => !grammars.includes(one) && !OWN_PARTS.test(one))).toEqual([]);
    expect(existsSync(MARKER)).toBe(false);
  });

  it('and would have been seen, and refused, had it done more', () => {
    expect(seen.control.length).toBeGreaterThan(0);
    expect(seen.refusals).toEqual(['refused', 'refused', 'refused']);
  });
});
