import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Hint, parseHint } from '../../observe/hint.ts';
import type { Language } from '../../sample/sample.ts';
import { agentArgv, findInterpreter } from '../interpreters.ts';

const GUEST = fileURLToPath(new URL('../../../guest', import.meta.url));
const TIMEOUT_MS = 20_000;

const ENTRY: Record<Language, string> = {
  python: 'main.py',
  javascript: 'main.js',
  typescript: 'main.ts',
  bash: 'main.sh',
  wasm: 'main.wasm',
};

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly language: Language;
  readonly source: string;
  readonly entry?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly interpreter?: string;
  readonly stdin?: string;
  /** Without a descriptor for hints. */
  readonly unheard?: boolean;
}

/** Writes the program to a folder of its own, hands that to `use`, and removes it. */
export async function inFolder<T>(program: Program, use: (entry: string, folder: string) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-agent-')));
  const entry = join(folder, program.entry ?? ENTRY[program.language]);
  try {
    for (const [name, content] of Object.entries({
      ...program.files,
      [entry.slice(folder.length + 1)]: program.source,
    })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(entry, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a person would start it. */
export function runPlain(program: Program, entry: string, folder: string): Promise<Outcome> {
  const interpreter = program.interpreter ?? findInterpreter(program.language);
  const flags = agentArgv(program.language, interpreter, GUEST)
    .slice(1)
    .filter((flag) => flag === '-B' || flag.startsWith('--experimental') || flag.startsWith('--disable'));
  return run([interpreter, ...flags, entry, ...(program.args ?? [])], folder, program).then(({ outcome }) => outcome);
}

/** Under its agent, with the hints it gave; places are relative to the folder. */
export async function runWatched(
  program: Program,
  entry: string,
  folder: string,
): Promise<Outcome & { hints: Hint[] }> {
  const interpreter = program.interpreter ?? findInterpreter(program.language);
  const job = [entry, ...(program.args ?? [])].map(escapeField).join('\x1f');
  const { outcome, said } = await run(agentArgv(program.language, interpreter, GUEST), folder, program, `${job}\n`);
  const hints = said
    .toString('latin1')
    .split('\n')
    .map((line) => parseHint(Buffer.from(line.replaceAll(`${folder}/`, ''), 'latin1')))
    .filter((hint) => hint !== undefined);
  return { ...outcome, hints };
}

export async function watch(program: Program): Promise<Outcome & { hints: Hint[] }> {
  return inFolder(program, (entry, folder) => runWatched(program, entry, folder));
}

/** `capability operation target @file:line` of every action, in order. */
export function actions(hints: readonly Hint[]): string[] {
  return hints
    .filter((hint) => hint.kind === 'hint')
    .map(
      ({ capability, operation, target, file, line }) =>
        `${capability} ${operation} ${target} @${file ?? ''}:${line ?? ''}`,
    );
}

export function executedLines(hints: readonly Hint[], name: string): number[] {
  const ranges = hints.flatMap((hint) => (hint.kind === 'lines' && hint.file === name ? hint.lines : []));
  const lines = ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  return [...new Set(lines)].sort((a, b) => a - b);
}

function escapeField(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\x1f', '\\u');
}

async function run(argv: readonly string[], folder: string, program: Program, job?: string) {
  const watched = job !== undefined;
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: '/home/user', LANG: 'C.UTF-8', PROBE: 'visible' },
    stdio: [
      'pipe',
      'pipe',
      'pipe',
      ...(watched ? ['pipe' as const] : []),
      ...(watched && !program.unheard ? ['pipe' as const] : []),
    ],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const [, , , jobs, hints] = child.stdio as [Writable, Readable, Readable, Writable?, Readable?];
  child.stdin?.on('error', () => {}).end(program.stdin ?? '');
  jobs?.on('error', () => {}).end(job);
  const output = [child.stdout, child.stderr, hints].map(collect);
  const [code, signal] = await new Promise<[number | null, string | null]>((done, fail) => {
    child.on('error', fail);
    child.on('close', (...ending) => done(ending));
  });
  const [stdout = Buffer.of(), stderr = Buffer.of(), said = Buffer.of()] = output.map((chunks) =>
    Buffer.concat(chunks),
  );
  return { outcome: { code, signal, stdout: stdout.toString(), stderr: stderr.toString() }, said };
}

function collect(stream: Readable | null | undefined): Buffer[] {
  const chunks: Buffer[] = [];
  stream?.on('error', () => {}).on('data', (chunk: Buffer) => chunks.push(chunk));
  return chunks;
}
