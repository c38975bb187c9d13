import type { Capability } from '../../capability.ts';
import type { EvaluatedCode } from '../collect.ts';
import type { Known } from './known.ts';

/** One use of a capability by a command or by another part of a script. */
export interface CommandUse {
  readonly capability: Capability;
  /** The command's name where it is not given. */
  readonly callee?: string;
  readonly target?: string | undefined;
  /** Said instead of the words by position. */
  readonly arguments?: Record<string, string> | undefined;
  readonly evaluates?: EvaluatedCode | undefined;
}

/** A command after its expansions, as far as they are known. */
export interface Command {
  /** Without its folder; undefined where it is not known before it runs. */
  readonly name: string | undefined;
  /** As it is called: with its folder. */
  readonly path: string;
  readonly words: readonly string[];
  /** The words, with where they came from. */
  readonly known: readonly Known[];
  /** As the script writes it. */
  readonly written: string;
}

/** What is around a command and decides what it does. */
export interface Surroundings {
  /** What is piped into it, as it is written. */
  readonly piped: string | undefined;
  /** What it would read from its standard input. */
  readonly input: Known | undefined;
  /** Something reads what it prints. */
  readonly feeds: boolean;
  /** The folder the script went to; undefined where it stays where it was started. */
  readonly folder: string | undefined;
  fileAt(path: string): Known | undefined;
  /** What a variable holds, where all of it is known. */
  variable(name: string): string | undefined;
  isExported(name: string): boolean;
}

/** What a command does that no row of the table can say. */
export type Special = (command: Command, around: Surroundings) => readonly CommandUse[];
