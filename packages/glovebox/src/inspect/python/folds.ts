import { DECODERS, onBytes } from './folds/decoders.ts';
import type { Fold, Folds } from './folds/fold.ts';
import { attributeOf, itemOfTable, NAMES } from './folds/names.ts';
import { PATHS } from './folds/paths.ts';
import { SEQUENCES } from './folds/sequences.ts';
import { TEXT } from './folds/text.ts';

/** Calls that compute and do not act: paths, texts, names. */
const FOLDS: Folds = { ...PATHS, ...NAMES, ...TEXT, ...SEQUENCES, ...DECODERS };

/** `vars(module).get(name)`. */
const TABLE_ITEM = /^(.+\.__dict__)\.(?:get|pop|__getitem__|setdefault)$/;
const ATTRIBUTE = '.__getattribute__';

/** How a call is worked out; undefined where it is not known how. */
export function foldOf(callee: string): Fold | undefined {
  if (Object.hasOwn(FOLDS, callee)) return FOLDS[callee];
  if (callee.endsWith(ATTRIBUTE)) return attributeOf(callee.slice(0, -ATTRIBUTE.length));
  const table = TABLE_ITEM.exec(callee);
  if (table?.[1] !== undefined) return itemOfTable(table[1]);
  if (!callee.startsWith('bytes.')) return undefined;
  const shared = `str.${callee.slice('bytes.'.length)}`;
  const fold = Object.hasOwn(FOLDS, shared) ? FOLDS[shared] : undefined;
  return fold === undefined ? undefined : onBytes(fold);
}
