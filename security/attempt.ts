import type { BackendName, RunStatus } from '../packages/glovebox/src/sandbox/run.ts';
import type { Decoy, DecoyMaker } from './decoys/decoy.ts';
import type { Sandbox } from './sandboxes.ts';

/** One way out of a sandbox, as one file in `escapes/`. */
export interface Attempt {
  readonly file: string;
  /** What is tried, so that "… is contained" makes a sentence. */
  readonly title: string;
  readonly decoy: DecoyMaker;
  readonly control: Control;
  /** How the sandbox may end the attempt instead of letting it say that it was contained. */
  readonly ends?: RunStatus;
  /** Where it gets what it is after, and why that is no way out. Said in the table, by name. */
  readonly gaps?: Partial<Record<BackendName, string>>;
  /** What the sandbox is launched under, where an attempt aims at the launcher itself; the test's own process without it. */
  readonly launcher?: Pick<BareRun, 'under'>;
  /** Milliseconds it gets in the sandbox, where it wants all it can get; 15,000 without it. */
  readonly wallMs?: number;
}

/** How the same file shows, without the sandbox, that it works; or why it cannot be shown without harm. */
export type Control = BareRun | { readonly impossible: string };

export interface BareRun {
  /** What the command runs under: namespaces that keep its effect to itself, or a less powerful user. */
  readonly under?: (command: readonly string[], decoy: Decoy) => readonly string[];
  /** Milliseconds until it is killed, as a careless caller would; 15,000 without it. */
  readonly killAfterMs?: number;
  /** What the machine must have for it: root, or a facility of the kernel. Says what is missing, or undefined. */
  readonly needs?: () => string | undefined;
}

/** What came of one attempt. */
export interface Outcome {
  /** The attempt's own word; none when it was ended or is broken. */
  readonly word: 'ESCAPED' | 'CONTAINED' | undefined;
  /** What it says it got, or what stopped it. */
  readonly detail: string;
  /** What the harness saw from outside of the decoy. */
  readonly seen: string | undefined;
  /** How the sandbox ended it, or complaints of a bare run: to read when a test fails. */
  readonly status: string;
  /** What the sandbox does not have and the attempt needs, in the language's own words. */
  readonly lacks?: string;
}

/** Either is enough: the attempt may not know what it did, and the harness may not see it. */
export function escaped(outcome: Outcome): boolean {
  return outcome.word === 'ESCAPED' || outcome.seen !== undefined;
}

export type Verdict = 'ESCAPED' | 'held' | 'absent' | 'gap' | 'BROKEN';

/**
 * Silence is no containment: an attempt that crashed proves nothing, unless it was to be ended in this way, or the sandbox is too
 * narrow to offer what the attempt begins with.
 */
export function verdictOn(outcome: Outcome, attempt: Attempt, sandbox: Sandbox): Verdict {
  const gap = attempt.gaps?.[sandbox.name] !== undefined;
  if (escaped(outcome)) return gap && outcome.seen === undefined ? 'gap' : 'ESCAPED';
  if (outcome.word === 'CONTAINED' || (attempt.ends !== undefined && outcome.status === attempt.ends)) return 'held';
  if (gap && outcome.status === 'timed-out') return 'gap';
  return sandbox.narrow && outcome.lacks !== undefined ? 'absent' : 'BROKEN';
}

const LACKS = /^(?:\w*Error: .*|refused.*|.*(?:not supported|not allowed|is not a function|unsupported).*)$/m;

/** Why a run ended before the attempt began, where a narrow sandbox could not even begin it. */
export function readLack(said: string): string | undefined {
  return LACKS.exec(said)?.[0];
}

/** Reads an attempt's word from what it printed; two words are as bad as none. */
export function readWord(stdout: string): Pick<Outcome, 'word' | 'detail'> {
  const said = stdout.slice(0, 100_000).match(/^(ESCAPED|CONTAINED)\b.*$/gm) ?? [];
  const [word = '', ...detail] = (said[0] ?? '').split(' ');
  if (said.length !== 1 || (word !== 'ESCAPED' && word !== 'CONTAINED')) return { word: undefined, detail: '' };
  return { word, detail: detail.join(' ') };
}
