import { posix } from 'node:path';
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

/** What is run without being asked for, by its name alone. */
const BY_ITSELF =
  /(^|\/)((conftest|setup|sitecustomize|usercustomize|__init__|__main__|noxfile|tasks|fabfile)\.py|(gulpfile|gruntfile|[\w.-]+\.config)\.[cm]?[jt]s|index\.[cm]?[jt]s|\.(githooks|husky)\/[^/]+)$/i;

/**
 * Whether a file came to where it does something that it did not do: out of a folder of which nothing is shipped, under a name by which
 * it is run without being asked for, or as one more copy.
 */
export function isBroughtIn(path: string, changes: readonly Change[]): boolean {
  const from = changes.find(({ head, status }) => head?.path === path && (status === 'renamed' || status === 'copied'));
  if (from?.base === undefined) return false;
  const before = from.base.path;
  return (
    from.status === 'copied' ||
    (isApart(before) && !isApart(path)) ||
    (BY_ITSELF.test(path) && posix.basename(before) !== posix.basename(path))
  );
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
