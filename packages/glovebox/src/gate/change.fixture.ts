import { sampleOfFiles } from '../sample/compose.ts';
import type { Change, OpenChange, Piece, Tree, UnitSide } from './unit.ts';

export type Files = Readonly<Record<string, string>>;

/** A change between two sets of files, without git: every program that differs is a unit with all files of its side. */
export function changeOf(base: Files, head: Files, renamed: Files = {}): OpenChange {
  const [then, now] = [
    new Map(Object.entries(renamed).map(([from, to]) => [to, from])),
    new Set(Object.values(renamed)),
  ];
  const gone = Object.keys(base).filter((path) => !(path in head) && !(path in renamed));
  const changes: Change[] = [
    ...Object.keys(head).flatMap((path): Change[] => {
      const old = then.get(path) ?? path;
      if (!now.has(path) && base[old] === head[path]) return [];
      const status = now.has(path) ? 'renamed' : old in base ? 'modified' : 'added';
      return [{ status, path, ...(old in base && { base: blob(old) }), head: blob(path) }];
    }),
    ...gone.map((path): Change => ({ status: 'deleted', path, base: blob(path) })),
  ];
  return {
    base: { ref: 'main', commit: 'a'.repeat(40) },
    mergeBase: 'a'.repeat(40),
    head: { ref: 'HEAD', commit: 'b'.repeat(40) },
    changes,
    baseTree: treeOf(base),
    headTree: treeOf(head),
    async *pieces(): AsyncIterable<Piece> {
      for (const { status, path, base: from } of changes) {
        if (!/\.(py|js|sh)$/.test(path)) continue;
        const unit = {
          name: path,
          kind: 'file' as const,
          language: path.endsWith('.py')
            ? ('python' as const)
            : path.endsWith('.js')
              ? ('javascript' as const)
              : ('bash' as const),
          status: status === 'deleted' || status === 'added' ? status : ('modified' as const),
          files: [path],
          bytes: head[path]?.length ?? 0,
          load: async () => ({
            ...(path in head && { head: sideOf(head, path) }),
            ...(from !== undefined && { base: sideOf(base, from.path) }),
          }),
        };
        yield { unit };
      }
    },
    close() {},
  };
}

function blob(path: string) {
  return { path, mode: '100644', id: '0'.repeat(40) };
}

function sideOf(files: Files, entry: string): UnitSide {
  const own = Object.entries(files).filter(([path]) => /\.(py|js|sh)$/.test(path));
  const sample = sampleOfFiles(
    own.map(([path, text]) => ({ path, content: Buffer.from(text) })),
    { entry },
  );
  return { sample, origins: new Map(), notes: [] };
}

function treeOf(files: Files): Tree {
  return {
    read: async (path) => (path in files ? Buffer.from(files[path] ?? '') : undefined),
    find: async (path) => (path in files ? { mode: '100644', id: '', bytes: files[path]?.length ?? 0 } : undefined),
    paths: async () => Object.keys(files),
  };
}
