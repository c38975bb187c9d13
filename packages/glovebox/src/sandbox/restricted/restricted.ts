import { GloveboxError } from '../../error.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend } from '../backend.ts';
import { bubblewrapPath } from '../jail/launch.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import { createWardenBackend } from '../warden/backend.ts';
import { planChild } from './child.ts';
import type { EngineName, Found } from './engine.ts';
import type { Afterwards, Standing } from './handover.ts';
import { planJailed } from './jailed.ts';
import { monty } from './monty.ts';
import { withRefusals } from './refusal.ts';
import { restrictedPython } from './restrictedpython.ts';

export interface RestrictedChoices {
  /** RestrictedPython where it is installed and Monty elsewhere, when nothing is said. */
  readonly engine?: EngineName;
  /** Folder that holds the RestrictedPython package, where it is none of the usual ones. */
  readonly library?: string;
  /**
   * Monty only: a sandbox takes one program after another, each in a fresh interpreter, instead of coming down after its first.
   * Several times faster; a program that breaks the interpreter itself would be there when the next one runs.
   */
  readonly reuse?: boolean;
  /** `process` is a child process alone: Monty's default where there is no jail to make, on other systems than Linux. */
  readonly walls?: 'jail' | 'process';
  /** `false` leaves cgroups out, as for the jail. */
  readonly cgroups?: boolean;
}

/**
 * Python with a part of the language: an interpreter that refuses what it does not offer, naming the line. That is no boundary
 * on its own, every one of its kind has been escaped: it stands in a jail, and the jail's observers watch it.
 */
export function createRestricted(choices: RestrictedChoices = {}): Backend {
  const walls = choices.walls ?? (process.platform === 'linux' ? 'jail' : 'process');
  let found: Found | undefined;
  const leaving = new Set<Promise<unknown>>();
  // What waits for another program under the same limits.
  const waiting = new Map<string, Set<Standing>>();
  const afterwards = (limits: Limits): Afterwards => {
    if (choices.reuse !== true) return { leaving };
    const key = JSON.stringify(limits);
    const idle = waiting.get(key) ?? new Set();
    waiting.set(key, idle);
    return { leaving, idle };
  };
  const backend = createWardenBackend({
    name: 'restricted',
    sessions: false,
    async probe() {
      if (walls === 'jail') bubblewrapPath();
      const run = await backend.run(PROBE, { limits: LIMIT_PROFILES.default, observe: true });
      if (run.stdout === '42\n') return;
      throw new GloveboxError(
        'backend-failed',
        `restricted Python gave no answer: ${run.reason ?? run.stderr.trim()}`,
        'Run ./setup.sh again.',
      );
    },
    async plan(language, options) {
      assertPython(language);
      found ??= findEngine(choices);
      const plan =
        walls === 'jail' ? planJailed(found, options, choices.cgroups, afterwards) : planChild(found, options);
      return {
        ...plan,
        open: withRefusals(plan.open, choices.reuse ? `${found.name}, one process for several runs` : found.name),
        ...(found.give === undefined ? {} : { give: found.give }),
      };
    },
    async dispose() {
      for (const idle of waiting.values()) for (const { channel } of idle) channel.cancel();
      await Promise.all(leaving);
    },
  });
  return backend;
}

function findEngine({ engine, library }: RestrictedChoices): Found {
  if (engine === 'monty') return monty().find();
  try {
    return restrictedPython(library).find();
  } catch (error) {
    if (engine === 'restrictedpython' || library !== undefined) throw error;
    return monty().find();
  }
}

function assertPython(language: Language): void {
  if (language === 'python') return;
  throw new GloveboxError(
    'language-unsupported',
    `the restricted backend runs Python, not ${language}`,
    'Use another backend: --backend jail, or --backend wasm for JavaScript and TypeScript.',
  );
}

const PROBE: Sample = {
  id: `sha256:${'0'.repeat(64)}`,
  language: 'python',
  entry: 'probe.py',
  files: [{ path: 'probe.py', content: Buffer.from('print(6 * 7)\n') }],
  args: [],
};
