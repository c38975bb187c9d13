import type { Capability } from '../../../capability.ts';

/** What of a command line a capability acts on. */
export type Where =
  /** Every word that is no option. */
  | 'operands'
  | 'first'
  | 'second'
  | 'last'
  /** Without the first, which is a pattern, a mode or a verb. */
  | 'after-first'
  | 'all-but-last'
  /** The first two, as `host:port`. */
  | 'host-port'
  /** The operands that are places on a network, such as `host:path` or a URL; all of them where none is. */
  | 'urls'
  /** The operands that are no such places. */
  | 'paths'
  /** What the option is given. */
  | 'value'
  /** The file that the option's value names behind an `@`. */
  | 'at-value'
  /** The whole command line: its options say what it does. */
  | 'line'
  | 'nothing'
  /** Always this. */
  | `=${string}`;

/** `file.write value`: a capability and what it acts on. */
export type Meaning = `${Capability} ${Where}`;

/** One command and what its options mean, from its own manual. Names of options are separated by spaces. */
export interface CommandRow {
  /** What it does with its operands, where no option or verb says otherwise. */
  readonly does?: readonly Meaning[];
  /** Fewer operands than this, and it reads its input and does nothing of it. */
  readonly needs?: number;
  /** What it does then. */
  readonly without?: readonly Meaning[];
  /** Options that take a value, beside those that mean something. */
  readonly values?: string;
  /** What these options do besides. */
  readonly also?: Readonly<Record<string, readonly Meaning[]>>;
  /** What it does with these options instead. */
  readonly instead?: Readonly<Record<string, readonly Meaning[]>>;
  /** What it does where its first operand is one of these words. */
  readonly verbs?: Readonly<Record<string, readonly Meaning[]>>;
  /** Options of several letters behind one dash. */
  readonly style?: 'words';
}

/** Rows by the names of the commands they hold for, separated by spaces. */
export type CommandTable = Readonly<Record<string, CommandRow>>;
