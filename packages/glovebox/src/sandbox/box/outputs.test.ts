import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { open } from './boxes.fixture.ts';
import { listenForOutputs, OUTPUT_LIMITS } from './outputs.ts';

const PNG = '89504e470d0a1a0a';

const RICH = `
class Rich:
    def _repr_html_(self): return "<b>rich</b>"
    def _repr_markdown_(self): return "**rich**", {"of": "metadata"}
    def _repr_latex_(self): return "$x$"
    def _repr_json_(self): return {"a": [1]}
    def _repr_svg_(self): return "<svg/>"
    def _repr_png_(self): return bytes.fromhex("${PNG}00ff")
    def _repr_jpeg_(self): raise ValueError
    def __repr__(self): return "Rich()"
`;

describe('a Python cell', () => {
  it('tells its last value in every format that it offers', async () => {
    const box = await open('python');
    const { value, outputs } = await box.run(`${RICH}\nRich()`);
    expect(value).toBe('Rich()');
    const told = outputs.map(({ mime, text, base64 }) => [
      mime,
      text ?? Buffer.from(base64 ?? '', 'base64').toString('hex'),
    ]);
    expect(told).toEqual([
      ['text/html', '<b>rich</b>'],
      ['text/markdown', '**rich**'],
      ['image/svg+xml', '<svg/>'],
      ['image/png', `${PNG}00ff`],
      ['text/latex', '$x$'],
      ['application/json', '{"a": [1]}'],
    ]);
    expect(new Set(outputs.map(({ display, of }) => `${of} ${display}`))).toEqual(new Set(['value 1']));
    expect((await box.run('Rich')).outputs).toEqual([]); // a class is no value that shows itself
  });

  it('displays what it is told to, as bundles too', async () => {
    const box = await open('python');
    const code = `${RICH}\ndisplay(5, Rich())\ndisplay({"application/vnd.chart.v1+json": {"x": 1}, "no mime": 1}, raw=True)`;
    const { outputs } = await box.run(code);
    expect(outputs.map(({ display, of, mime }) => `${display} ${of} ${mime}`)).toEqual([
      '1 display text/plain',
      '2 display text/plain',
      ...['html', 'markdown'].map((kind) => `2 display text/${kind}`),
      '2 display image/svg+xml',
      '2 display image/png',
      '2 display text/latex',
      '2 display application/json',
      '3 display application/vnd.chart.v1+json',
    ]);
    expect(outputs.at(-1)?.text).toBe('{"x": 1}');
  });

  it('takes lines as notebooks have them, only where they are no Python', async () => {
    const box = await open('python');
    const code = '%matplotlib inline\nx = """\n!echo not\n"""\nfor i in range(2):\n    !echo it is $((40 + 2))\nx';
    expect(await box.run(code)).toMatchObject({ stdout: 'it is 42\nit is 42\n', value: "'\\n!echo not\\n'" });
    expect((await box.run('x = = 1')).error?.name).toBe('SyntaxError');
  });

  it('goes on after a value that fails to show itself, and is interrupted in one that never ends', async () => {
    const box = await open('python');
    const evil = 'class Evil:\n    def _repr_html_(self):\n        while True: pass\n';
    expect(await box.run(`${evil}Evil()`, { timeoutMs: 500 })).toMatchObject({ status: 'timed-out', boxEnded: false });
    expect(
      await box.run('type("E", (), {"_repr_html_": lambda self: 1/0, "__repr__": lambda self: "E"})()'),
    ).toMatchObject({
      value: 'E',
      outputs: [],
    });
  });
});

const NO_PLOTS = missing('matplotlib') ?? missing('pandas');
if (NO_PLOTS !== undefined) console.warn(`not tried, plots and tables: ${NO_PLOTS}`);

function missing(module: string): string | undefined {
  try {
    execFileSync('/usr/bin/python3', ['-I', '-c', `import importlib.util as u; assert u.find_spec("${module}")`], {
      stdio: 'ignore',
    });
    return undefined;
  } catch {
    return `Debian's python3-${module} is not installed (./setup.sh all installs it)`;
  }
}

describe.skipIf(NO_PLOTS !== undefined)('plots and tables', { timeout: 60_000 }, () => {
  it('are told as pictures and HTML, without a word of the program to that end', async () => {
    const box = await open('python', { limits: { cpus: 2 } });
    const plot = await box.run('import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()\nprint("done")');
    expect(plot).toMatchObject({ stdout: 'done\n', stderr: '', exitCode: 0 });
    expect(plot.outputs).toMatchObject([{ of: 'figure', mime: 'image/png' }]);
    expect(Buffer.from(plot.outputs[0]?.base64 ?? '', 'base64').toString('hex', 0, 8)).toBe(PNG);
    const twice = await box.run('a, _ = plt.subplots(); _.plot([1])\nb, _ = plt.subplots(); _.plot([2])\na');
    expect(twice.outputs.map(({ of, mime }) => `${of} ${mime}`)).toEqual(['figure image/png', 'figure image/png']);
    expect((await box.run('1')).outputs).toEqual([]);
    const failed = await box.run('plt.plot([1])\n1/0');
    expect([failed.error?.name, failed.outputs.length]).toEqual(['ZeroDivisionError', 1]);
    const table = await box.run('import pandas\npandas.DataFrame({"n": [1, 2]})');
    expect(table.outputs).toMatchObject([
      { of: 'value', mime: 'text/html', text: expect.stringContaining('<td>2</td>') },
    ]);
  });
});

describe('a JavaScript cell', () => {
  it('displays bundles, pictures and what a value offers of itself', async () => {
    const box = await open('typescript');
    const { outputs, value } = await box.run(`
      const picture: Buffer = Buffer.from('${PNG}00', 'hex');
      display({ 'text/html': '<b>1</b>' }, 5, picture);
      class Chart { [Symbol.for('Jupyter.display')]() { return { 'text/markdown': '*chart*' }; } }
      display({ getContext() {}, toBuffer: () => picture });
      new Chart()`);
    expect(value).toBe('Chart {}');
    expect(outputs.map(({ display, of, mime, text, base64 }) => [display, of, mime, text ?? base64])).toEqual([
      [1, 'display', 'text/html', '<b>1</b>'],
      [2, 'display', 'text/plain', '5'],
      [3, 'display', 'image/png', 'iVBORw0KGgoA'],
      [4, 'display', 'image/png', 'iVBORw0KGgoA'],
      [5, 'value', 'text/markdown', '*chart*'],
    ]);
  });
});

describe('what is heard of outputs', () => {
  const line = (...fields: (string | number)[]) => ({
    t: 'hint' as const,
    ms: 0,
    line: ['V', 2, ...fields].join('\x1f'),
  });

  it('is complete and of this cell, or not told', () => {
    const listener = listenForOutputs('token');
    const heard = [
      line('output', 'token', 1, 'value', 'text/html', 8, 'PGI+'),
      line('output', 'token', 2, 'value', 'text/html', 400, 'cut'),
      line('output', 'token', 3, 'value', 'no mime', 4, 'AAAA'),
      line('output', 'token', 4, 'unheard', 'text/html', 4, 'AAAA'),
      line('output', 'token', 5, 'value', 'image/png', OUTPUT_LIMITS.bytes * 2, ''),
      line('output', 'other', 6, 'value', 'text/html', 4, 'AAAA'),
      line('output', 'token', 1, 'value', 'text/html', 8, 'PGI+'),
    ];
    for (const hint of heard) expect(listener.hear(hint)).toBe(true);
    expect(listener.hear(line('value', '5'))).toBe(false);
    const { outputs, dropped } = listener.take();
    expect(outputs).toMatchObject([{ display: 1, text: '<b><b>' }]);
    expect(dropped).toBe(4);
  });
});
