import type { Sample } from '../../sample/sample.ts';
import type { Program } from '../jail/launch.ts';
import type { Limits } from '../limits.ts';
import type { Enforcer } from '../run.ts';

/** What interprets: RestrictedPython in CPython, or Monty, an interpreter of its own for a part of Python. */
export type EngineName = 'restrictedpython' | 'monty';

export interface Engine {
  /** Throws `interpreter-missing`. */
  find(): Found;
}

export interface Found {
  /** As the report calls it: `RestrictedPython 4.0b3`. */
  readonly name: string;
  /** What runs in the jail under `limits`; `interpreter` is the one asked for, where one was. Throws `interpreter-missing`. */
  program(limits: Limits, interpreter: string | undefined): Program;
  /** The command where there is no jail; absent where the interpreter is no wall at all. */
  child?(limits: Limits): readonly string[];
  /** The limits of the process around the interpreter, where it needs more than the program. */
  around(limits: Limits): Limits;
  /** The frames that hand over a sample, where it is not as files and a job. */
  readonly give?: (sample: Sample) => readonly Buffer[];
  /** Whether its agent says itself when the program has ended, and then waits: the result need not wait until it is gone. */
  readonly saysEnd: boolean;
  /** Who holds the program's memory, where it is not the jail. */
  readonly memory?: Enforcer;
}
