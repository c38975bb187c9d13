import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Language } from '../../sample/sample.ts';
import { agentArgv, findInterpreter } from '../interpreters.ts';

const GUEST = fileURLToPath(new URL('../../../guest', import.meta.url));
const ENDINGS: Record<Language, string> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  bash: 'sh',
  wasm: 'wasm',
};
const TIMEOUT_MS = 20_000;

/** What a session's agent said of one cell. */
export interface Told {
  readonly stdout: string;
  readonly stderr: string;
  /** What it printed and told before the cell's end, by kind of hint; the fields after the process id. */
  readonly hints: readonly string[][];
  readonly complete: boolean;
}

/** An agent in session mode without a sandbox around it: for programs of our own. */
export interface Cells {
  readonly process: ChildProcess;
  run(source: string, when?: { started?(): void }): Promise<Told>;
  end(): Promise<void>;
}

export function startCells(language: Language): Cells {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-cells-')));
  const [command = '', ...args] = agentArgv(language, findInterpreter(language), GUEST);
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: '/home/user', LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, as in a sandbox
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const [, , , jobs, said] = child.stdio as [null, Readable, Readable, Writable, Readable];
  const closed = new Promise((resolve) => child.once('close', resolve));
  const text = { stdout: '', stderr: '', said: '' };
  let heard = () => {};
  const listen = (name: keyof typeof text, stream: Readable | null) =>
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      heard();
    });
  listen('stdout', child.stdout);
  listen('stderr', child.stderr);
  listen('said', said);
  jobs.on('error', () => {});
  let cell = 0;
  return {
    process: child,
    async run(source, { started } = {}) {
      const path = join(folder, `cell-${++cell}.${ENDINGS[language]}`);
      writeFileSync(path, source);
      Object.assign(text, { stdout: '', stderr: '', said: '' });
      const done = Promise.withResolvers<void>();
      let begun = false;
      heard = () => {
        if (!begun && /^B/m.test(text.said)) {
          begun = true;
          started?.();
        }
        if (/^D\x1f/m.test(text.said)) done.resolve();
      };
      jobs.write(`\x1f${path}\n`);
      await Promise.race([done.promise, closed]);
      await new Promise((resolve) => setTimeout(resolve, 20)); // no warden drains the pipes here
      heard = () => {};
      const hints = text.said
        .split('\n')
        .filter(Boolean)
        .map((line) => line.replaceAll(`${folder}/`, '').split('\x1f'));
      return { ...text, hints, complete: hints.some(([kind, flag]) => kind === 'D' && flag === '1') };
    },
    async end() {
      child.kill('SIGKILL');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The text an agent told in pieces under this name. */
export function told({ hints }: Told, name: string): string {
  const pieces = hints.filter(([kind, , said]) => kind === 'V' && said === name).map(([, , , piece = '']) => piece);
  const meaning: Record<string, string> = { n: '\n', '\\': '\\' };
  return pieces.join('').replace(/\\([\\n])/g, (_, letter) => meaning[letter] ?? '');
}
