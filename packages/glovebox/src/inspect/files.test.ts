import { describe, expect, it } from 'vitest';
import { sampleOf } from './inspect.fixture.ts';
import { inspect } from './inspect.ts';

const PICKLE = Buffer.from("\x80\x02cbuiltins\nexec\n(Vimport os\\u000aos.remove('/etc/x')\ntR.", 'latin1');

describe('a pickle that lies among the files of a sample', () => {
  it.each(['model.pkl', 'weights.bin'])('is read as one: %s', async (name) => {
    const { sites, skipped } = await inspect(sampleOf('python', { 'main.py': '', [name]: PICKLE }));
    const found = sites.find(({ callee }) => callee === 'os.remove');
    expect(found).toMatchObject({ file: name, line: 1, target: '/etc/x' });
    expect(found?.inner?.map(({ language, by }) => `${language} ${by}`)).toEqual(['pickle pickle', 'python exec']);
    expect(skipped).toEqual([]);
  });

  it('is not seen where there is none', async () => {
    const { skipped } = await inspect(sampleOf('python', { 'main.py': '', 'a.bin': new Uint8Array([0x80, 9, 0x2e]) }));
    expect(skipped).toEqual([{ file: 'a.bin', reason: 'no grammar for this kind of file' }]);
  });
});

/** As a generator writes it: many functions, each with something to find. */
const LONG = Array.from(
  { length: 5_000 },
  (_, index) => `def f${index}(a):\n    b = a + "${index}"\n    print(b)\n    return open("data/${index}").read()`,
).join('\n');
const MINIFIED = Array.from(
  { length: 13_000 },
  (_, index) => `function a${index}(e,t){var n=e[${index}]||t.b${index};return n?r(n,{c:1,d:"x${index}"}):s.f(e,t)}`,
).join('');

describe('large sources end within their limits', () => {
  it('of 20,000 lines', async () => {
    const { sites, durationMs, skipped } = await inspect(sampleOf('python', `${LONG}\nimport os\nos.system("id")\n`));
    if (skipped.length === 0) expect(sites.at(-1)?.line).toBe(20_002);
    else expect(skipped[0]?.reason).toMatch(/took too long|only in part/);
    expect(durationMs).toBeLessThan(25_000);
  }, 60_000);

  it('of a megabyte on one line', async () => {
    expect(MINIFIED.length).toBeGreaterThan(1_000_000);
    const { sites, durationMs, skipped } = await inspect(sampleOf('javascript', `${MINIFIED};eval(process.argv[2])`));
    if (skipped.length === 0) expect(sites.map(({ callee }) => callee)).toContain('eval');
    else expect(skipped[0]?.reason).toMatch(/took too long|only in part/);
    expect(durationMs).toBeLessThan(25_000);
  }, 60_000);

  it('of more megabytes than a sample may have, and it says which were not read', async () => {
    const comment = `#${'x'.repeat(1_900_000)}\n`;
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.py`, `${comment}eval(${name})\n`]));
    const { sites, skipped } = await inspect(sampleOf('python', files));
    expect(sites.map(({ file }) => file)).toEqual(['a.py', 'b.py']);
    expect(skipped).toEqual([{ file: 'c.py', reason: 'the sample has more than 4 MiB of source' }]);
  }, 60_000);
});
