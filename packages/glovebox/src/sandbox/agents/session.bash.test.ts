import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cells, startCells, told } from './cells.ts';

let bash: Cells;
beforeEach(() => {
  bash = startCells('bash');
});
afterEach(() => bash.end());

describe('a bash session', () => {
  it('keeps variables, functions, options and the folder, and tells each status', async () => {
    await bash.run('mkdir d; cd d\nx="a  b"; declare -A map=([k]=v); f() { echo "f: $1"; }\nshopt -s nullglob');
    const next = await bash.run(`echo "$x" \${map[k]} "\${PWD##*/}" *.none; f 1\nfalse`);
    expect(next.stdout).toBe('a  b v d\nf: 1\n');
    expect(told(next, 'exit')).toBe('1');
    expect((await bash.run('echo $?')).stdout).toBe('1\n');
  });

  it.each([
    ['exit', 'exit 3', '3'],
    ['set -e', 'set -euo pipefail\nfalse\necho not here', '1'],
    ['set -u', 'set -u\necho $nothing\necho not here', '1'],
  ])('goes on after %s with what there was', async (_, source, status) => {
    await bash.run(`x=kept; a=(1 "2 3"); export E=env; f() { echo "f $x \${a[1]} $E"; }; alias g=true; cd /`);
    const cut = await bash.run(source);
    expect(told(cut, 'exit')).toBe(status);
    expect(cut.complete).toBe(true);
    expect(cut.stdout).toBe('');
    expect((await bash.run('f; pwd; false; echo on')).stdout).toBe('f kept 2 3 env\n/\non\n');
    expect(told(await bash.run(source), 'exit')).toBe(status);
    expect((await bash.run('f')).stdout).toBe('f kept 2 3 env\n');
  });

  it.each([
    ['a loop', 'x=kept; echo here; while :; do :; done; echo not here'],
    ['a function below a program', 'x=kept; echo here; f() { sleep 20; echo not; }; f; echo not here'],
  ])('is interrupted in %s, twice', async (_, source) => {
    for (const _ of [1, 2]) {
      const cut = await bash.run(source, { started: () => setTimeout(() => interrupt(), 150) });
      expect(cut.stdout).toBe('here\n');
      expect(cut.complete).toBe(false);
      expect(cut.hints.find(([kind]) => kind === 'X')?.[2]).toBe('Interrupted');
      bash.process.kill('SIGINT');
      expect((await bash.run('echo $x')).stdout).toBe('kept\n');
    }
  });

  it('tells each command with its line, and nothing of its own', async () => {
    const { hints } = await bash.run('echo one\n\nif true; then\n  mkdir made\nfi');
    const traced = hints.filter(([kind, , file]) => kind?.startsWith('T') && file?.startsWith('cell-'));
    expect(traced.map(([, , file, line, command]) => `${file}:${line} ${command}`)).toEqual([
      'cell-1.sh:1 echo one',
      'cell-1.sh:3 true',
      'cell-1.sh:4 mkdir made',
    ]);
  });
});

/** As the warden does: the whole group, programs included. */
function interrupt(): void {
  process.kill(-(bash.process.pid ?? 0), 'SIGINT');
}
