import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../examine/examine.ts';
import { parse } from '../../inspect/syntax/parse.ts';
import type { Report } from '../../report/report.ts';
import { sampleOfSource } from '../../sample/load.ts';
import { rewriteBash } from './bash.ts';
import { rewriteJavaScript } from './javascript.ts';

/** Every act stands behind something that no value turns; the comment says which. */
const BEHIND = {
  python: `import hashlib, os, subprocess, sys
secret = hashlib.sha256(os.environ.get('K', '').encode()).hexdigest()
def open_or_leave():
    if secret != 'x':
        sys.exit(3)
open_or_leave()
if secret == 'a':
    os.system('echo if')
elif secret == 'b':
    os.system('echo elif')
else:
    os.system('echo else')
for a, b in []:
    os.system('echo for')
while secret == 'c':
    os.system('echo while')
try:
    ready = 1
except ValueError as problem:
    os.system('echo except')
match secret:
    case 'd':
        os.system('echo match')
with open('/nowhere/at/all') as file:
    os.system('echo with')
import no_such_module
no_such_module.start(lambda: 1)
secret == 'e' and os.system('echo and')
def outer():
    def inner():
        if secret == 'f':
            os.system('echo inner')
        return 1
    return 2
def twice():
    os.system('echo replaced')
def twice():
    return 3
sys.exit(0)
os.system('echo after')
`,
  javascript: `const cp = require('child_process');
const crypto = require('crypto');
const missing = require('no-such-package');
const secret = crypto.createHash('sha256').update(process.argv[2] || '').digest('hex');
if (secret !== 'x') process.exit(2);
if (secret === 'a') cp.execSync('echo if');
else if (secret === 'b') { cp.execSync('echo elseif'); }
else cp.execSync('echo else');
for (const one of []) cp.execSync('echo for');
while (secret === 'c') { cp.execSync('echo while'); }
switch (secret) {
  case 'd': cp.execSync('echo case'); break;
  default: cp.execSync('echo default');
}
try { JSON.parse('{}'); } catch (error) { cp.execSync('echo catch'); }
secret === 'e' && cp.execSync('echo and');
missing.fetch('x', (reply) => { cp.execSync('echo callback'); });
const value = secret === 'f' ? cp.execSync('echo ternary') : 1;
function outer() { function inner() { if (secret) return; cp.execSync('echo inner'); } return 1; }
function twice() { cp.execSync('echo replaced'); }
function twice() { return 2; }
`,
  bash: `set -euo pipefail
die() { exit 1; }
[ "$(echo "\${1:-}" | sha256sum)" = x ] || die
if [ "$(echo a | sha256sum)" = a ]; then
  curl http://if.invalid/
elif [ "$(echo b | sha256sum)" = b ]; then
  curl http://elif.invalid/
else
  curl http://else.invalid/
fi
case "$(echo c | sha256sum)" in
  d) curl http://case.invalid/ ;;
  e) curl http://other.invalid/ ;;
esac
for one in $(cat /nowhere); do
  curl http://for.invalid/
done
while read -r line; do
  curl http://while.invalid/
done < /dev/null
until false; do :; done
[ "$(echo f | sha256sum)" = f ] && curl http://and.invalid/
exit 0
curl http://after.invalid/
`,
} as const;
type Language = keyof typeof BEHIND;

const ORDINARY = `target=$(sha256sum /nowhere 2>/dev/null | cut -c1-8)
if [ -z "$target" ]; then
  echo "usage: clean DIR" >&2
  exit 2
fi
echo "cleaning"
rm -rf "/home/user/$target"
`;

const LANGUAGES: readonly Language[] = ['python', 'javascript', 'bash'];
const reports = new Map<Language, Report>();
let ordinary: Report;

beforeAll(async () => {
  for (const language of LANGUAGES)
    reports.set(language, await check(sampleOfSource(BEHIND[language], language), { depth: 'deep' }));
  ordinary = await check(sampleOfSource(ORDINARY, 'bash'), { depth: 'deep' });
}, 120_000);

describe('what nothing turns is forced', () => {
  it.each(LANGUAGES)('in %s, at every kind of branch', (language) => {
    const { sites, coverage } = reports.get(language) as Report;
    const acts = sites.filter(
      ({ capability, inner }) => /^(?:process\.spawn|network\.connect)$/.test(capability) && inner === undefined,
    );
    expect(acts.length).toBeGreaterThan(6);
    expect(acts.filter(({ executed }) => executed !== true)).toEqual([]);
    expect(coverage.sites.forced).toBeGreaterThan(6);
  });

  it.each(LANGUAGES)('in %s, and the evidence says so and where', (language) => {
    const { runs } = reports.get(language) as Report;
    const forced = runs.filter(({ conditions }) => conditions.forced !== undefined);
    expect(forced.length).toBeGreaterThan(0);
    expect(forced[0]?.conditions.forced?.at[0]?.lines.length).toBeGreaterThan(4);
    expect(forced.every(({ events }) => events.every((event) => event.forced === true))).toBe(true);
    const others = runs.filter(({ conditions }) => conditions.forced === undefined);
    expect(others.some(({ events }) => events.some((event) => event.forced === true))).toBe(false);
  });

  it.each(LANGUAGES)('in %s, each line of an event being the line it is written on', (language) => {
    const { runs } = reports.get(language) as Report;
    const lines = BEHIND[language].split('\n');
    const acts = runs
      .flatMap(({ conditions, events }) => (conditions.forced === undefined ? [] : events))
      .filter(
        ({ observer, capability, source, target }) =>
          observer === 'kernel' &&
          source !== undefined &&
          capability === 'process.spawn' &&
          /echo \w+'?$|\.invalid/.test(target),
      );
    expect(acts.length).toBeGreaterThan(4);
    for (const { source, target } of acts) {
      const word =
        /echo (\w+)|\/\/(\w+)\.invalid/
          .exec(target)
          ?.slice(1)
          .find((one) => one !== undefined) ?? '';
      expect(lines[(source?.line ?? 0) - 1], target).toContain(word);
    }
  });
});

it('a check of the arguments that was forced makes no program worse than it reads, and shows nothing harmless either', () => {
  const acted = ordinary.runs.filter(({ conditions }) => conditions.forced !== undefined);
  expect(ordinary.verdict.decision).toBe('review');
  expect(ordinary.coverage.sites.forced).toBeGreaterThan(0);
  const grave = ordinary.findings.filter(({ severity }) => severity === 'critical');
  expect(
    grave.filter(({ evidence }) =>
      evidence.some((id) => acted.some(({ events }) => events.some((event) => event.id === id))),
    ),
  ).toEqual([]);
});

describe('a rewritten source', () => {
  it.each(['javascript', 'bash'] as const)(
    'in %s keeps its lines and is accepted by the language',
    async (language) => {
      const text = BEHIND[language];
      const source = await parse('a', language, text);
      if (source === undefined) throw new Error('not parsed');
      const targets = text.split('\n').flatMap((line, index) => {
        const column = line.search(/cp\.exec|curl /);
        return column < 0 ? [] : [{ line: index + 1, column: column + 1 }];
      });
      const rewritten = (language === 'bash' ? rewriteBash : rewriteJavaScript)(source, targets);
      expect(rewritten.text.split('\n').length).toBe(text.split('\n').length);
      expect((await parse('a', language, rewritten.text))?.root.children.some(({ type }) => type === 'ERROR')).toBe(
        false,
      );
    },
  );

  it('of any depth comes to an end', async () => {
    const text = `${'if (a) {'.repeat(4_000)}b();${'}'.repeat(4_000)}`;
    const source = await parse('a', 'javascript', text);
    if (source === undefined) throw new Error('not parsed');
    expect(rewriteJavaScript(source, [{ line: 1, column: 8 * 4_000 + 1 }]).text).toContain('b();');
  });
});

it('the agent that rewrites Python looks nothing up in the modules of the program', () => {
  const agent = readFileSync(new URL('../../../guest/python/forced.py', import.meta.url), 'utf8');
  expect(agent.match(/^(?:import|from) .*/gm)).toEqual(['import _ast']);
});
