import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cells, startCells, told } from './cells.ts';

let node: Cells;
beforeEach(() => {
  node = startCells('javascript');
});
afterEach(() => node.end());

describe('a Node session', () => {
  it('keeps variables, which may be declared again, and tells the last value', async () => {
    expect(told(await node.run('const a = 41;\nlet b = 1'), 'value')).toBe('');
    expect(told(await node.run('const a = 40; a + b'), 'value')).toBe('41');
    expect(told(await node.run('({ list: [1, "two"] })'), 'value')).toBe("{ list: [ 1, 'two' ] }");
    expect(told(await node.run('function f() { return b }\nf()'), 'value')).toBe('1');
    expect(told(await node.run('10n ** 20n'), 'value')).toBe('100000000000000000000n');
  });

  it('awaits at the top, requires and imports', async () => {
    expect(told(await node.run('await new Promise((r) => setTimeout(() => r("late"), 30))'), 'value')).toBe("'late'");
    await node.run('const path = require("node:path");\nimport os, { EOL as end } from "node:os"');
    expect(told(await node.run('[path.sep, end, typeof os.cpus]'), 'value')).toBe("[ '/', '\\n', 'function' ]");
    expect(told(await node.run('(await import("node:path")).posix === path'), 'value')).toBe('true');
  });

  it('ends a cell at an error, with the stack of the program alone, and goes on', async () => {
    const failed = await node.run('const kept = 5\nfunction f() {\n  throw new TypeError("no")\n}\nf()');
    expect(failed.complete).toBe(false);
    expect(failed.hints.find(([kind]) => kind === 'X')?.slice(2)).toEqual(['TypeError', 'no']);
    expect(told(failed, 'traceback')).toBe('TypeError: no\n    at f (cell-1.js:3:9)\n    at cell-1.js:5:1');
    expect(told(await node.run('await Promise.reject(new RangeError("later"))'), 'traceback')).toMatch(
      /^RangeError: later/,
    );
    expect((await node.run('kept kept')).hints.find(([kind]) => kind === 'X')?.[2]).toBe('SyntaxError');
    expect(told(await node.run('kept'), 'value')).toBe('5');
  });

  it.each([
    ['in a loop', 'console.log("here"); while (true);'],
    ['while it waits', 'console.log("here"); await new Promise(() => {})'],
  ])('is interrupted %s', async (_, source) => {
    await node.run('const kept = 1');
    const failed = await node.run(source, { started: () => setTimeout(() => node.process.kill('SIGINT'), 150) });
    expect(failed.stdout).toBe('here\n');
    expect(failed.hints.find(([kind]) => kind === 'X')?.[2]).toBe('Interrupted');
    node.process.kill('SIGINT');
    expect(told(await node.run('kept'), 'value')).toBe('1');
  });

  it('tells what a cell does with its line, and outlives what fails in the background', async () => {
    const { hints } = await node.run('const fs = require("fs")\n\nfs.mkdirSync("made")');
    const action = hints.find(([kind, , , , operation]) => kind === 'H' && operation === 'fs.mkdirSync');
    expect(action?.slice(5, 8)).toEqual(['made', 'cell-1.js', '3']);
    await node.run('setTimeout(() => { console.log("late"); throw new Error("behind") }, 50); 1');
    const next = await node.run('await new Promise((r) => setTimeout(r, 150)); "on"');
    expect(next.stdout).toBe('late\n');
    expect(next.stderr).toContain('Uncaught Error: behind');
    expect(told(next, 'value')).toBe("'on'");
  });
});

it('a TypeScript session leaves the types out', async () => {
  const typescript = startCells('typescript');
  try {
    await typescript.run('interface Point { x: number }\nconst p: Point = { x: 3 };\nenum Colour { red, green }');
    expect(told(await typescript.run('[p.x as number, Colour.green]'), 'value')).toBe('[ 3, 1 ]');
  } finally {
    await typescript.end();
  }
});
