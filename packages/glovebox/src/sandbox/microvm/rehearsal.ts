import type { Language } from '../../sample/sample.ts';
import { type ConfigRecord, fileFrame, jobFrame } from '../warden/frames.ts';
import { messageReader } from '../warden/reader.ts';
import type { VirtualMachine } from './machine.ts';

/** A machine whose rehearsal hangs is used all the same. */
const REHEARSAL_MS = 20_000;

/** Programs that do a little of what most programs do. */
const PROGRAMS: Record<Exclude<Language, 'wasm'>, readonly [file: string, program: string]> = {
  python: [
    'rehearsal.py',
    'import os, sys\nfor n in range(3):\n    print("hello", n, os.getpid())\nopen("/tmp/rehearsal", "w").write("a")\n',
  ],
  javascript: [
    'rehearsal.js',
    'console.log("hello", process.pid);require("node:fs").writeFileSync("/tmp/rehearsal", "a");\n',
  ],
  typescript: ['rehearsal.ts', 'const n: number = 1;\nconsole.log("hello", n, process.pid);\n'],
  bash: ['rehearsal.sh', 'for n in 1 2 3; do echo "hello $n"; done; ls / > /tmp/rehearsal\n'],
};

/** The job of the sandbox that stands beside the sample's; the same frames a sample comes in. */
export function rehearsalFrames(language: Language): readonly Buffer[] {
  if (language === 'wasm') return [];
  const [file, program] = PROGRAMS[language];
  return [fileFrame(`/work/${file}`, 0o644, Buffer.from(program)), jobFrame([`/work/${file}`])];
}

/** The configuration of that sandbox: the sample's, in a cgroup of its own. */
export function rehearsalRecords(records: readonly ConfigRecord[]): ConfigRecord[] {
  return (
    records
      // One job, whose end is told, and nobody to speak to.
      .filter(([key]) => key !== 'session' && !key.startsWith('network'))
      .map(([key, value]): ConfigRecord => [key, key === 'cgroup' ? `${value}-rehearsal` : value])
  );
}

/** Runs it to its end, or for as long as a machine is waited for. Rejects never: what it is for is speed. */
export function rehearse(machine: VirtualMachine, frames: readonly Buffer[]): Promise<void> {
  const { rehearsal } = machine;
  if (rehearsal === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, REHEARSAL_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    rehearsal.setEncoding('utf8').on('data', messageReader((message) => message.t === 'end' && done(), done).take);
    machine.ended.then(done);
    rehearsal.write(Buffer.concat(frames));
  });
}
