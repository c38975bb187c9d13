import type { SyntaxNode } from '../syntax/node.ts';
import type { Taint } from './meaning.ts';

/** An argument of a call. */
export interface Argument {
  readonly taint: Taint;
  /** Undefined for one given by position. */
  readonly name?: string | undefined;
  /** Stands for any number of arguments: `*list`. */
  readonly isSpread?: boolean;
}

/** A call as a language reads it. */
export interface CallAt {
  readonly file: string;
  readonly node: SyntaxNode;
  /** What is called, where the file or a language says what that is. */
  readonly callee: Taint;
  /** Its public name: `subprocess.run`. */
  readonly name: string | undefined;
  /** The name it is written with last: `append` of `list.append`. */
  readonly method: string | undefined;
  readonly receiver: Taint | undefined;
  readonly given: readonly Argument[];
  /** Whether nothing inside of this call starts at the same place, so that sites without an owner are its own. */
  readonly isInnermost: boolean;
}
