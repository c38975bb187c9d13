import { type Declared, declaredIn } from '../inspect/packages/manifest.ts';
import type { Difference } from './difference.ts';
import type { Entry } from './result.ts';
import type { Change, OpenChange, Tree } from './unit.ts';

/** Bytes of a manifest that are read. */
const MOST_BYTES = 500_000;

/** Packages that a change declares and its base does not, and the other way round, by the manifests that it touches. */
export async function declaredBy({ changes, baseTree, headTree }: OpenChange): Promise<Difference> {
  const [added, removed]: [Entry[], Entry[]] = [[], []];
  for (const change of changes) {
    const [before, now] = [
      await declaredAt(baseTree, change.base?.path),
      await declaredAt(headTree, change.head?.path),
    ];
    added.push(...beyond(now, before, change));
    removed.push(...beyond(before, now, change));
  }
  return { added, removed };
}

async function declaredAt(tree: Tree, path: string | undefined): Promise<Declared[]> {
  if (path === undefined || !IS_MANIFEST.test(path)) return [];
  const content = await tree.read(path, MOST_BYTES);
  return content === undefined ? [] : declaredIn([{ path, content }]);
}

/** Names that can be manifests; which of them are, their readers decide. */
const IS_MANIFEST =
  /(^|\/)(package\.json|[\w.-]+\.txt|[\w.-]+\.in|pyproject\.toml|setup\.cfg|Pipfile|environment[\w.-]*\.ya?ml)$/;

function beyond(one: readonly Declared[], other: readonly Declared[], { path }: Change): Entry[] {
  const known = new Set(other.map(({ name }) => name));
  return one
    .filter(({ name }) => !known.has(name))
    .map(({ name, file, line }) => ({
      kind: 'package',
      capability: 'code.import',
      target: name,
      unit: path,
      file,
      line,
      seen: false,
    }));
}
