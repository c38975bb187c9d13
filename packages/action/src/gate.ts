import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateResult } from '../../glovebox/src/gate/result.ts';
import { ActionFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { logText } from './log.ts';
import { gitEnvironment, type Range } from './range.ts';

/** What `glovebox gate` decided, and the files it wrote. */
export interface Gated {
  readonly result: GateResult;
  /** Whether the verdict is at or above what the workflow fails on. */
  readonly fails: boolean;
  readonly report: string;
  readonly markdown: string;
  readonly sarif?: string;
}

export interface GateRequest {
  readonly program: string;
  readonly range: Range;
  readonly inputs: Inputs;
  /** A folder of this step's own. */
  readonly temp: string;
  /** The event's file, where it is a pull request's: what its labels, text and account say of the author. */
  readonly pullRequest?: string;
}

/** Runs the gate on the checkout. Throws where it failed: an error is no verdict. */
export async function runGate(request: GateRequest): Promise<Gated> {
  const { inputs, temp, range, pullRequest } = request;
  const [report, markdown, sarif] = ['result.json', 'result.md', 'result.sarif'].map((name) => join(temp, name)) as [
    string,
    string,
    string,
  ];
  const code = await execute(request, [
    ...['gate', '--base', range.base, '--quiet', '--output', report, '--output', markdown],
    ...(inputs.sarif ? ['--output', sarif] : []),
    ...(pullRequest === undefined ? [] : ['--pull-request', pullRequest]),
    ...(inputs.depth === undefined ? [] : ['--depth', inputs.depth]),
    ...(inputs.policy === undefined ? [] : ['--policy', inputs.policy]),
    ...(inputs.failOn === undefined ? [] : ['--fail-on', inputs.failOn]),
  ]);
  if (code !== 0 && code !== 1)
    throw new ActionFailure(`glovebox gate ended with ${code ?? 'a signal'}`, 'What it said is in the log above.');
  return {
    result: readResult(report),
    fails: code === 1,
    report,
    markdown: readFileSync(markdown, 'utf8'),
    ...(inputs.sarif && { sarif }),
  };
}

/** Its exit code; null where a signal ended it. Everything it says becomes plain lines of the log. */
function execute({ program, inputs }: GateRequest, args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: inputs.folder,
    env: environment(inputs),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) forward(stream);
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new ActionFailure(`${program} cannot be started: ${cause.message}`, 'Check the input program.', { cause }),
      ),
    );
    child.once('close', resolve);
  });
}

const LONGEST_LINE = 8_192;

function forward(stream: NodeJS.ReadableStream): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    logText(lines.join('\n'));
  });
  stream.on('end', () => logText(rest));
}

/** Without the job's tokens and the step's inputs: what handles hostile code has nothing to give away. */
function environment({ cacheSecret }: Inputs): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(INPUT_|ACTIONS_|GITHUB_|RUNNER_)|TOKEN|SECRET|PASSWORD/i.test(name),
  );
  return {
    ...gitEnvironment(Object.fromEntries(kept)),
    NO_COLOR: '1',
    ...(cacheSecret !== undefined && { GLOVEBOX_CACHE_KEY: cacheSecret }),
  };
}

function readResult(path: string): GateResult {
  const result: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  if (isResult(result)) return result;
  throw new ActionFailure(
    'glovebox gate wrote no result that this action can read',
    'Use a version of glovebox that is no older than the action.',
  );
}

/** Fields are added within a version and never change their meaning. */
function isResult(value: unknown): value is GateResult {
  return typeof value === 'object' && value !== null && (value as { schema?: unknown }).schema === 'glovebox.gate/1';
}
