import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSample } from '../../packages/glovebox/src/sample/load.ts';
import { createGvisor } from '../../packages/glovebox/src/sandbox/gvisor/gvisor.ts';
import { LIMIT_PROFILES } from '../../packages/glovebox/src/sandbox/index.ts';
import { runCommand } from '../command.ts';
import { PYTHON, program } from '../programs.ts';
import type { Bench, Row } from '../row.ts';
import { stopwatch, takeTurns } from '../turns.ts';
import { expectGreeting, expectRun } from './jail.ts';

const NAMES = { warm: 'warm Python in gVisor', cold: 'cold Python in gVisor' };

/** Our sandboxes against `runsc run` of the interpreter alone, with a bundle of the same shape and no observer. */
export const gvisor: Bench = {
  name: 'gvisor',
  async measure(scale): Promise<Row[]> {
    const backend = createGvisor();
    try {
      await backend.probe();
    } catch (cause) {
      const reason = (cause as Error).message;
      return Object.values(NAMES).map((name) => ({ kind: 'not-measured', name, reason }));
    }
    const bare = makeBare();
    const sample = await loadSample(program('hello.py'));
    const options = { limits: LIMIT_PROFILES.default, observe: true };
    const theirs = () => stopwatch(async () => expectGreeting(await bare.run()));
    const cold = () => stopwatch(async () => expectGreeting(expectRun(await backend.run(sample, options)).stdout));
    const warm = async () => {
      const sandbox = await backend.prepare('python', options);
      return stopwatch(async () => expectGreeting(expectRun(await sandbox.run(sample)).stdout));
    };
    try {
      const reference = 'runsc run python3 hello.py';
      return [
        {
          kind: 'comparison',
          name: NAMES.warm,
          reference,
          ...(await takeTurns(scale.pairs(30), warm, theirs)),
          atMost: 0.3,
        },
        {
          kind: 'comparison',
          name: NAMES.cold,
          reference,
          ...(await takeTurns(scale.pairs(30), cold, theirs)),
          atMost: 1.3,
        },
      ];
    } finally {
      bare.remove();
      await backend.dispose();
    }
  },
};

/** A bundle as a person would write it by hand: the same mounts, the interpreter as the program, runsc as it comes. */
function makeBare(): { run(): Promise<string>; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-bench-runsc-'));
  const root = join(folder, 'root');
  const places = ['work', 'tmp', 'home/user', 'dev/shm'];
  for (const path of ['usr', 'proc', 'etc', 'glovebox', ...places]) mkdirSync(join(root, path), { recursive: true });
  for (const path of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${path}`, join(root, path));
  cpSync(program('hello.py'), join(root, 'glovebox/hello.py'));
  const bundle = {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 1000, gid: 1000 },
      args: [PYTHON, '/glovebox/hello.py'],
      env: ['PATH=/usr/bin:/bin', 'LANG=C.UTF-8'],
      cwd: '/',
      noNewPrivileges: true,
    },
    root: { path: root, readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/usr', type: 'bind', source: '/usr', options: ['rbind', 'ro'] },
      { destination: '/usr/local', type: 'tmpfs', source: 'tmpfs' },
      ...places.map((place) => ({ destination: `/${place}`, type: 'tmpfs', source: 'tmpfs', options: ['size=64m'] })),
    ],
    linux: { namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })) },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(bundle));
  const flags = [`--root=${join(folder, 'state')}`, '--platform=ptrace', '--network=none', '--ignore-cgroups'];
  let made = 0;
  return {
    run: () => runCommand(['runsc', ...flags, 'run', '--bundle', folder, `bench-${process.pid}-${++made}`]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
