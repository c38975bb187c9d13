import { readFile } from 'node:fs/promises';
import { GloveboxError } from '../error.ts';
import { basePolicies } from '../gate/base-policy.ts';
import { openChange, openPush } from '../gate/changes/open.ts';
import { type GateSettings, gate } from '../gate/gate.ts';
import { provenanceOfChange } from '../gate/provenance/of-change.ts';
import type { GateFormat } from '../gate/render/formats.ts';
import { renderGate } from '../gate/render/render.ts';
import type { GateResult } from '../gate/result.ts';
import type { OpenChange } from '../gate/unit.ts';
import { readStreamBounded } from '../read-bounded.ts';
import { renderJson } from '../report/json.ts';
import { wantsColour } from '../report/style.ts';
import { EXIT, exitOfVerdict } from './exit.ts';
import type { GateOptions } from './gate-options.ts';
import { writeLog, writeResult } from './output.ts';
import { progressLog } from './progress.ts';
import { writeOutput } from './report.ts';

/** `glovebox gate`: decides about a change by what it does that its base does not. Exit code 1 from `--fail-on` upwards. */
export async function gateCommand(options: GateOptions, signal: AbortSignal): Promise<number> {
  const changes = await changesOf(options);
  try {
    const results: GateResult[] = [];
    for (const change of changes) results.push(await decided(change, options, signal));
    await write(results, options);
    return Math.max(EXIT.allow, ...results.map(({ verdict }) => exitOfVerdict(verdict.decision, options.failOn)));
  } finally {
    for (const change of changes) change.close();
  }
}

/** One change, or for a push one for each ref that it brings something to. */
async function changesOf({ repository, base, head, staged, prePush }: GateOptions): Promise<OpenChange[]> {
  if (prePush !== undefined) {
    if (base !== undefined || head !== undefined || staged)
      throw new GloveboxError(
        'usage',
        '--pre-push takes its range from git, and another one was given',
        'Leave --base, --head and --staged out.',
      );
    return openPush(repository, await standardInput(), typeof prePush === 'string' ? prePush : undefined);
  }
  if (staged && head !== undefined)
    throw new GloveboxError('usage', '--staged and --head are two different heads', 'Give one of them.');
  const wanted = staged ? 'staged' : head;
  return [
    await openChange(repository, {
      ...(base !== undefined && { base }),
      ...(wanted !== undefined && { head: wanted }),
    }),
  ];
}

async function decided(change: OpenChange, options: GateOptions, signal: AbortSignal): Promise<GateResult> {
  const policyAt = (await policiesNamed(options)) ?? basePolicies(change.baseTree);
  const { authors } = await policyAt('');
  const pullRequest = await pullRequestOf(options);
  const provenance = await provenanceOfChange(options.repository, change, {
    ...(options.author !== undefined && { author: options.author }),
    ...(pullRequest !== undefined && { pullRequest }),
    ...(authors !== undefined && { authors }),
  });
  const log = progressLog(process.stderr, 'programs', options.quiet === true);
  const settings: GateSettings = {
    change,
    provenance,
    policyAt,
    ...(options.depth !== undefined && { depth: options.depth }),
    ...(options.backend !== undefined && { backend: options.backend }),
    ...(options.jobs !== undefined && { jobs: options.jobs }),
    ...(options.budget !== undefined && { budgetMs: options.budget }),
    cached: options.cache && (process.env.GLOVEBOX_NO_CACHE ?? '') === '',
    signal,
    onProgress: ({ read, total, done }) => log.tell(total === undefined ? read : done, total),
  };
  try {
    return await gate(settings);
  } finally {
    log.end();
  }
}

/** Whoever runs the gate may say it; the change never does. */
async function policiesNamed({ policy }: GateOptions): Promise<GateSettings['policyAt']> {
  if (policy === undefined) return undefined;
  const [{ loadStack }, { resolveStack }, { diskReader }] = await Promise.all([
    import('../policy/load.ts'),
    import('../policy/resolve.ts'),
    import('../policy/reader.ts'),
  ]);
  const stack = await loadStack(policy);
  return async (path) => (await resolveStack(stack, diskReader, path)).policy;
}

const MOST_EVENT_BYTES = 8 * 1024 * 1024;

/** The file that is named, or the event that a build of GitHub's was started by. */
async function pullRequestOf({ pullRequest }: GateOptions): Promise<{ path: string; json: string } | undefined> {
  const event = process.env.GITHUB_ACTIONS === 'true' ? process.env.GITHUB_EVENT_PATH : undefined;
  const path = pullRequest ?? process.env.GLOVEBOX_PULL_REQUEST ?? event;
  if (path === undefined || path === '') return undefined;
  try {
    const bytes = await readFile(path);
    if (bytes.length > MOST_EVENT_BYTES) throw new Error('it is larger than 8 MiB');
    return { path, json: bytes.toString() };
  } catch (cause) {
    throw new GloveboxError(
      'usage',
      `cannot read the pull request ${path}: ${(cause as Error).message}`,
      'Name a file with the pull request, or the event, as JSON.',
      { cause },
    );
  }
}

const MOST_STDIN_BYTES = 1024 * 1024;

async function standardInput(): Promise<string> {
  const bytes = await readStreamBounded(process.stdin, MOST_STDIN_BYTES);
  if (bytes !== undefined) return bytes.toString();
  throw new GloveboxError('usage', 'standard input has more than 1 MiB', 'Give what git tells a pre-push hook.');
}

async function write(results: readonly GateResult[], { format, output = [], quiet }: GateOptions): Promise<void> {
  if (results.length === 0 && quiet !== true) await writeLog('glovebox: nothing is pushed, so nothing was examined');
  for (const file of output) await writeOutput(file, await written(results, file.format));
  const style = { colour: wantsColour(process.stdout), quiet: quiet === true };
  await writeResult(await written(results, format, style));
}

/** Several results of one push stand one after the other; as JSON they are a list, unless there is one. */
async function written(
  results: readonly GateResult[],
  format: GateFormat,
  style = { colour: false, quiet: false },
): Promise<string> {
  if (format === 'json' && results.length !== 1) return renderJson(results);
  return (await Promise.all(results.map((result) => renderGate(format, result, style)))).join('\n');
}
