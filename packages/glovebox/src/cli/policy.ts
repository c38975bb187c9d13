import { readFile, stat } from 'node:fs/promises';
import { GloveboxError } from '../error.ts';
import { type Discovered, discoverPolicy, pathBelow } from '../policy/discover.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import type { PolicySource } from '../policy/source.ts';
import { neutralize } from '../report/neutralize.ts';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import { networkOf } from './network.ts';
import type { PolicyOptions, RunningOptions } from './options.ts';
import { writeLog } from './output.ts';

type Options = PolicyOptions & Pick<RunningOptions, 'importAllow'>;

/** A policy, and what says so. */
export interface ChosenPolicy {
  readonly policy: Policy;
  readonly source: PolicySource;
}

/**
 * The policy for a sample: the one that `--policy` names, else the one that is found from the sample upwards, then what the
 * command line says instead. One that is found and not obeyed is told on standard error.
 */
export async function policyFor(path: string, options: Options & { readonly quiet?: true }): Promise<ChosenPolicy> {
  const found = options.policy === undefined ? discoverPolicy(path) : undefined;
  if (options.quiet !== true)
    for (const { file, why } of found?.ignored ?? [])
      await writeLog(`glovebox: ${neutralize(file)} is not obeyed: ${why} (--policy FILE obeys it)`);
  const { policy, source } = await written(path, options, found);
  return { policy: await withOptions(policy, options), source };
}

/** The policy that the command line names, and nothing that lies about; the default without it. */
export async function policyOf(options: Options): Promise<Policy> {
  const { policy } = await written(undefined, options, undefined);
  return withOptions(policy, options);
}

/** The parser and the validator are loaded when there is a file: they cost more time than a small program runs. */
async function written(
  sample: string | undefined,
  { policy: name }: Options,
  found: Discovered | undefined,
): Promise<ChosenPolicy> {
  const ignored =
    found === undefined || found.ignored.length === 0 ? {} : { ignored: found.ignored.map(({ file }) => file) };
  const file = typeof name === 'string' ? name : found?.file;
  if (file === undefined) return { policy: DEFAULT_POLICY, source: ignored };
  const { loadPolicyFor } = await import('../policy/load.ts');
  const path = found?.file === undefined ? below(file, sample) : found.path;
  const { policy, sections, file: shown = file } = await loadPolicyFor(file, path);
  return { policy, source: { file: shown, ...(sections.length > 0 && { sections }), ...ignored } };
}

/** A sample's path below the folder of a policy that was named. */
function below(file: string, sample: string | undefined): string | undefined {
  return sample === undefined || sample === '-' ? undefined : pathBelow(file, sample);
}

/** What whoever types it says wins, in whichever direction. */
async function withOptions(base: Policy, options: Options): Promise<Policy> {
  const limits = options.limits === undefined ? base.limits : LIMIT_PROFILES[options.limits];
  const network = await networkOf(options, base.network);
  return {
    ...base,
    limits: options.timeout === undefined ? limits : { ...limits, wallMs: options.timeout },
    ...(network !== undefined && { network }),
    ...(options.importAllow !== undefined && { imports: { allow: options.importAllow } }),
  };
}

/** Bytes the program may be given on standard input. */
const MAX_STDIN_BYTES = 16 * 1024 * 1024;

/** The program's standard input, from the file named by `--stdin`. */
export async function stdinOf(options: Pick<RunningOptions, 'stdin'>): Promise<Uint8Array | undefined> {
  if (options.stdin === undefined) return undefined;
  try {
    const { size } = await stat(options.stdin);
    if (size > MAX_STDIN_BYTES)
      throw new GloveboxError('usage', `${options.stdin} is larger than 16 MiB`, 'Give less with --stdin.');
    return await readFile(options.stdin);
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('usage', `cannot read ${options.stdin} for --stdin: ${reason}`, 'Check the path.', {
      cause,
    });
  }
}
