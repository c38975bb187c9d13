import type { Change, Unit } from './unit.ts';

/** Folders of what is tried, shown or described, and not shipped. */
const APART =
  /^(tests?|__tests__|specs?|__mocks__|fixtures?|testdata|examples?|samples?|docs?|demos?|bench(mark)?s?)$/i;

/** Paths at head by those at base, of files that a change renames. */
export function renamesOf(changes: readonly Change[]): ReadonlyMap<string, string> {
  return new Map(
    changes.flatMap(({ status, base, head }) => (status === 'renamed' && base && head ? [[base.path, head.path]] : [])),
  );
}

/** Whether a file came from where nothing is shipped to where it is: what it did there happened to nobody. */
export function isBroughtIn(path: string, changes: readonly Change[]): boolean {
  const from = changes.find(({ head, status }) => head?.path === path && (status === 'renamed' || status === 'copied'));
  return from?.base !== undefined && isApart(from.base.path) && !isApart(path);
}

function isApart(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((part) => APART.test(part));
}

/** The file that a unit stands in. Its name does not say it: a file may be called `tests#/main.py`. */
export function pathOf({ name, status, files: [file] }: Pick<Unit, 'name' | 'status' | 'files'>): string {
  return status === 'unchanged' ? name : (file ?? name);
}
