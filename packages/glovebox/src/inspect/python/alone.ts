import type { Call } from '../resolve/call.ts';
import { Evaluator } from '../resolve/evaluator.ts';
import { Scope } from '../resolve/scope.ts';
import { UNKNOWN, type Value } from '../resolve/value.ts';
import type { SyntaxNode } from '../syntax/node.ts';
import { PYTHON_EXPRESSIONS } from './evaluate.ts';
import type { CallPlace } from './folds/fold.ts';
import { foldOf } from './folds.ts';

/** A file with nothing in it, for a call that stands in no source. */
const NOWHERE: SyntaxNode = {
  type: 'module',
  field: undefined,
  isNamed: true,
  isMissing: false,
  start: 0,
  end: 0,
  row: 0,
  column: 0,
  endRow: 0,
  endColumn: 0,
  parent: undefined,
  children: [],
  index: 0,
};

/** What a call gives that is known without a source around it; undefined where it computes nothing. */
export function resultAlone(call: Call): Value | undefined {
  const evaluator = new Evaluator({ file: '', grammar: 'python', text: '', root: NOWHERE }, PYTHON_EXPRESSIONS);
  const place: CallPlace = { evaluator, scope: new Scope('file'), at: 0, apply: () => UNKNOWN };
  return foldOf(call.callee)?.(call, place);
}
