/** Imports run one way, along the flow: a folder may use what lies before it, never what comes after. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const FLOW = [
  'signing',
  'sample',
  'inspect',
  'observe',
  'sandbox',
  'policy',
  'explore',
  'judge',
  'override',
  'report',
  'store',
  'examine',
  'eval',
  'gate',
  'attest',
  'tools',
];
/** The ways in: each may use the whole flow, and the command line may start the others. */
const SURFACES = ['adapters', 'lsp', 'mcp', 'server', 'cli'];
/** Words, errors and ways to read and write that every folder shares. They use nothing themselves but each other. */
const SHARED = ['canonical-json.ts', 'capability.ts', 'error.ts', 'read-bounded.ts', 'replace-file.ts', 'version.ts'];
const PUBLIC = 'index.ts';

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly imported: string;
  readonly rule: string;
}

/** @param sources text of each file, by its path relative to `src` */
export function importViolations(sources: ReadonlyMap<string, string>): Violation[] {
  return [...sources].flatMap(([file, text]) =>
    relativeImports(text).flatMap(({ specifier, line }) => {
      const imported = posix.join(posix.dirname(file), specifier);
      const rule = brokenRule(placeOf(file), placeOf(imported));
      return rule === undefined ? [] : [{ file, line, imported, rule }];
    }),
  );
}

function brokenRule(from: string, to: string): string | undefined {
  if (from === to || to === '..' || from === PUBLIC) return undefined;
  for (const place of [from, to]) {
    if (!isKnown(place)) return `${place} has no place in the flow: give it one in scripts/check-imports.ts`;
  }
  if (to === PUBLIC) return 'index.ts is for users of the library: import the file itself';
  if (SHARED.includes(to)) return undefined;
  if (SHARED.includes(from)) return `${from} is shared by every folder, so it uses none`;
  if (SURFACES.includes(to) && !SURFACES.includes(from)) return `nothing under the flow imports ${to}`;
  if (SURFACES.includes(to)) return from === 'cli' ? undefined : `only cli starts another way in, ${from} does not`;
  return rank(to) < rank(from) ? undefined : `${to} comes after ${from} in ${FLOW.join(' → ')}`;
}

/** A folder of `src`, a file directly in it, or `..` for what lies outside. */
function placeOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function isKnown(place: string): boolean {
  return [...FLOW, ...SURFACES, ...SHARED, PUBLIC].includes(place);
}

function rank(place: string): number {
  return [...FLOW, ...SURFACES].indexOf(place);
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s*)(['"])(\.[^'"]*)\1/gm;

function relativeImports(text: string): { specifier: string; line: number }[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const end = match.index + match[0].length;
    return { specifier: match[2] ?? '', line: text.slice(0, end).split('\n').length };
  });
}

if (import.meta.main) {
  const src = join(import.meta.dirname, '../packages/glovebox/src');
  const files = globSync('**/*.ts', { cwd: src, exclude: ['**/*.test.ts'] });
  const violations = importViolations(new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')])));
  for (const { file, line, imported, rule } of violations) {
    console.error(`packages/glovebox/src/${file}:${line} imports ${imported}: ${rule}`);
  }
  console.log(`imports: ${files.length} files, ${violations.length} against the flow`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
