import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GloveboxError } from '../packages/glovebox/src/error.ts';
import { loadSample } from '../packages/glovebox/src/sample/load.ts';
import type { Backend } from '../packages/glovebox/src/sandbox/backend.ts';
import { LIMIT_PROFILES } from '../packages/glovebox/src/sandbox/limits.ts';
import type { Run } from '../packages/glovebox/src/sandbox/run.ts';
import { type Attempt, type BareRun, type Outcome, readLack, readWord } from './attempt.ts';
import type { Decoy } from './decoys/decoy.ts';

const ESCAPES = fileURLToPath(new URL('escapes', import.meta.url));
const LAUNCH = fileURLToPath(new URL('outside/launch.ts', import.meta.url));
const INTERPRETERS: Record<string, string> = { '.py': '/usr/bin/python3', '.js': process.execPath, '.sh': '/bin/bash' };
const DEFAULT_MS = 15_000;

/** More than any sandbox keeps of an output: a bare attempt that printed so much has shown what it had to. */
export const FLOOD_BYTES = LIMIT_PROFILES.default.outputBytes * 2;

/** Makes the attempt in a sandbox, against a decoy of its own. */
export async function runAttempt(backend: Backend, attempt: Attempt, patience = 1): Promise<Outcome> {
  const decoy = await attempt.decoy('sandbox');
  try {
    const { run, output } = await launch(backend, attempt, decoy, patience);
    const ended = run.status === 'exited' ? `exited ${run.exitCode} ${run.stderr}` : run.status;
    const lacks = readLack(run.status === 'refused' ? `refused ${run.reason}` : run.stderr);
    const seen = await decoy.touched(output);
    return { ...readWord(run.stdout), seen, status: ended, ...(lacks === undefined ? {} : { lacks }) };
  } catch (error) {
    if (!(error instanceof GloveboxError) || error.code !== 'language-unsupported') throw error;
    return { word: undefined, detail: '', seen: await decoy.touched(''), status: error.code, lacks: error.message };
  } finally {
    await decoy.remove();
  }
}

/** One run of an attempt's file with the default limits, but for its time. */
export async function runSandboxed(
  backend: Backend,
  file: string,
  args: readonly string[],
  wallMs: number,
): Promise<Run> {
  const sample = await loadSample(join(ESCAPES, file), { args });
  return backend.run(sample, { limits: { ...LIMIT_PROFILES.default, wallMs }, observe: true });
}

/** The run, and all that came out: not what was printed alone, for a collector that follows a link leaks as well. */
async function launch(
  backend: Backend,
  attempt: Attempt,
  decoy: Decoy,
  patience: number,
): Promise<{ run: Run; output: string }> {
  const wallMs = attempt.wallMs ?? DEFAULT_MS * patience;
  if (attempt.launcher?.under === undefined) {
    const run = await runSandboxed(backend, attempt.file, decoy.args, wallMs);
    return { run, output: JSON.stringify(run) };
  }
  const command = [process.execPath, LAUNCH, backend.name, attempt.file, String(wallMs), ...decoy.args];
  const { stdout, stderr } = await runBare(attempt.launcher.under(command, decoy), ESCAPES, decoy, wallMs + DEFAULT_MS);
  const [line = ''] = stdout.split('\n');
  if (!line.startsWith('{')) throw new Error(`the launcher failed: ${stderr || stdout}`);
  return { run: JSON.parse(line), output: stdout };
}

/** Makes the same attempt without the sandbox, in a folder of its own. */
export async function runControl(attempt: Attempt, control: BareRun): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-control-'));
  const decoy = await attempt.decoy('control');
  try {
    chmodSync(folder, 0o777);
    cpSync(ESCAPES, folder, { recursive: true });
    const command = [INTERPRETERS[extname(attempt.file)] ?? '', join(folder, attempt.file), ...decoy.args];
    const bare = await runBare(
      control.under?.(command, decoy) ?? command,
      folder,
      decoy,
      control.killAfterMs ?? DEFAULT_MS,
    );
    return { ...readWord(bare.stdout), seen: await decoy.touched(bare.stdout), status: bare.stderr };
  } finally {
    await decoy.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function runBare(
  command: readonly string[],
  cwd: string,
  decoy: Decoy,
  killAfterMs: number,
): Promise<{ stdout: string; stderr: string }> {
  const [program = '', ...args] = command;
  const stdio = ['ignore', 'pipe', 'pipe', ...(decoy.inherited ?? [])] as const;
  const child = spawn(program, args, { cwd, stdio: [...stdio], detached: true });
  const kill = () => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
  const timer = setTimeout(kill, killAfterMs);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('latin1').on('data', (chunk: string) => {
    if (stdout.length <= FLOOD_BYTES) stdout += chunk;
    else if (child.exitCode === null && child.signalCode === null) kill();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(0, 4000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve({ stdout, stderr });
    });
  });
}
