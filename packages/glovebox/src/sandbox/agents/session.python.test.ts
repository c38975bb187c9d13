import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cells, startCells, told } from './cells.ts';

let python: Cells;
beforeEach(() => {
  python = startCells('python');
});
afterEach(() => python.end());

describe('a Python session', () => {
  it('keeps variables, imports and the working directory, and tells the last value', async () => {
    expect(told(await python.run('import os\nx = 41\nos.makedirs("d", exist_ok=True)\nos.chdir("d")'), 'value')).toBe(
      '',
    );
    expect(told(await python.run('x += 1\nx'), 'value')).toBe('42');
    expect(told(await python.run('os.path.basename(os.getcwd())'), 'value')).toBe("'d'");
    expect(told(await python.run('None'), 'value')).toBe('');
    expect(told(await python.run('"a" * 3000'), 'value')).toBe(`'${'a'.repeat(3000)}'`);
  });

  it('ends a cell at an error, with the traceback of the program alone, and goes on', async () => {
    const failed = await python.run('def f():\n    return 1 / 0\ny = 5\nf()\n');
    expect(failed.complete).toBe(false);
    expect(failed.hints.find(([kind]) => kind === 'X')?.slice(2)).toEqual(['ZeroDivisionError', 'division by zero']);
    const traceback = told(failed, 'traceback');
    expect(traceback).toMatch(
      /^Traceback \(most recent call last\):\n {2}File ".*cell-1\.py", line 4, in <module>\n {4}f\(\)/,
    );
    expect(traceback).toMatch(/line 2, in f\n {4}return 1 \/ 0/);
    expect(traceback).not.toContain('session.py');
    expect(failed.stderr).toBe('');
    expect(told(await python.run('y'), 'value')).toBe('5');
    expect(told(await python.run('x ='), 'traceback')).toContain('SyntaxError');
    expect(told(await python.run('f'), 'value')).toMatch(/^<function f/);
  });

  it('is interrupted in a cell and not between cells', async () => {
    const failed = await python.run('import time\nprint("here")\nwhile True: time.sleep(0.01)', {
      started: () => setTimeout(() => python.process.kill('SIGINT'), 100),
    });
    expect(failed.stdout).toBe('here\n');
    expect(failed.hints.find(([kind]) => kind === 'X')?.[2]).toBe('KeyboardInterrupt');
    python.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told(await python.run('1 + 1'), 'value')).toBe('2');
  });

  it('tells each cell apart: its actions, its lines, its exit', async () => {
    await python.run('import os\nfor i in range(3000): pass\n');
    const { hints } = await python.run('if True:\n    os.mkdir("made")\n');
    const action = hints.find(([kind, , , , operation]) => kind === 'H' && operation === 'os.mkdir');
    expect(action?.slice(6, 8)).toEqual(['cell-2.py', '2']);
    expect(hints.filter(([kind, , , operation]) => kind === 'H' && operation === 'open')).toEqual([]);
    expect(hints.find(([kind, file, , lines]) => kind === 'L' && file === 'cell-2.py' && lines !== '')?.[3]).toBe(
      '1-2',
    );
    expect(told(await python.run('raise SystemExit(3)'), 'exit')).toBe('3');
    expect(told(await python.run('6 * 7'), 'value')).toBe('42');
  });

  it('ends a fork that runs out of the cell', async () => {
    const { stdout } = await python.run(
      'import os, time\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint("one" if pid else "two")',
    );
    expect(stdout.split('\n').sort()).toEqual(['', 'one', 'two']);
    expect(told(await python.run('"still " + "here"'), 'value')).toBe("'still here'");
  });

  it('says what a background thread prints later, and hides itself from tracebacks and frames', async () => {
    await python.run(
      'import threading, time, sys\ndef later():\n    time.sleep(0.1)\n    print("late")\nthreading.Thread(target=later).start()',
    );
    const next = await python.run('time.sleep(0.3)\ntry:\n    sys._getframe(1)\nexcept ValueError as e:\n    print(e)');
    expect(next.stdout).toBe('late\ncall stack is not deep enough\n');
  });
});
