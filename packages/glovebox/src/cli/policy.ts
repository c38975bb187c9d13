import { readFile, stat } from 'node:fs/promises';
import { GloveboxError } from '../error.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import { networkOf } from './network.ts';
import type { PolicyOptions, RunningOptions } from './options.ts';

/** The policy of a command: the file's, then what the command line says instead. */
export async function policyOf(options: PolicyOptions & Pick<RunningOptions, 'importAllow'>): Promise<Policy> {
  const base = options.policy === undefined ? DEFAULT_POLICY : await fromFile(options.policy);
  const limits = options.limits === undefined ? base.limits : LIMIT_PROFILES[options.limits];
  const network = await networkOf(options, base.network);
  return {
    ...base,
    limits: options.timeout === undefined ? limits : { ...limits, wallMs: options.timeout },
    ...(network !== undefined && { network }),
    ...(options.importAllow !== undefined && { imports: { allow: options.importAllow } }),
  };
}

/** Loaded when asked for: a parser and a validator cost more time than a small program runs. */
async function fromFile(path: string): Promise<Policy> {
  const { loadPolicy } = await import('../policy/load.ts');
  return loadPolicy(path);
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
