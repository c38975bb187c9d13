import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BUILT, findNative } from '../sandbox/warden/native.ts';
import { PACKAGE_ROOT } from '../sandbox/warden/warden.ts';
import { VERSION } from '../version.ts';

let digest: string | undefined;

/**
 * The engine's version and `sha256:…` of the code it is: what runs here, built or as sources, the agents inside, the native parts, and
 * which versions of its libraries. Another build of the same version is another engine. Read once in a process.
 */
export function engineDigest(): string {
  digest ??= `${VERSION} sha256:${digestOf(codeFiles())}`;
  return digest;
}

interface CodeFile {
  readonly path: string;
  /** Whether its name is a hash of its content, as the bundler names what is shared. */
  readonly isNamedByContent: boolean;
}

function codeFiles(): CodeFile[] {
  const isBuilt = relative(PACKAGE_ROOT, import.meta.dirname).startsWith('dist');
  const program = isBuilt ? filesBelow('dist', /\.(?!txt$)\w+$/) : filesBelow('src', /(?<!\.test|\.fixture)\.\w+$/);
  const rest = [...filesBelow('guest', /(?<!\.md)$/), ...native(), ...LIBRARIES.flatMap(manifestOf)];
  return [...program, ...rest]
    .sort()
    .map((path) => ({ path, isNamedByContent: isBuilt && /\/dist\/chunks\/[^/]*-[A-Z0-9]{8}\.js$/.test(path) }));
}

/** Declarations of types are a thousand files that nothing runs. */
const NOT_RUN = new Set(['types', '__pycache__']);

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_RUN.has(entry.name) ? [] : filesBelow(path, name);
    return entry.isFile() && name.test(entry.name) ? [join(PACKAGE_ROOT, path)] : [];
  });
}

function native(): string[] {
  const { warden, bridge, libraries } = findNative() ?? BUILT;
  const elsewhere =
    libraries === BUILT.libraries ? [] : ['world.so', 'children.so'].map((name) => join(libraries, name));
  return [process.env.GLOVEBOX_WARDEN ?? warden, bridge, ...elsewhere];
}

/** What is no part of the bundle, because it finds its own files beside itself. */
const LIBRARIES = ['web-tree-sitter', '@vscode/tree-sitter-wasm', 'pyodide', '@pydantic/monty'] as const;

/** Its `package.json`, which names the version, in the nearest `node_modules`. */
function manifestOf(library: string): string[] {
  for (let folder = PACKAGE_ROOT; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'node_modules', library, 'package.json');
    if (existsSync(path)) return [path];
  }
  return [];
}

function digestOf(files: readonly CodeFile[]): string {
  const hash = createHash('sha256');
  for (const { path, isNamedByContent } of files) {
    const content = isNamedByContent ? Buffer.alloc(0) : contentOf(path);
    hash.update(`${relative(PACKAGE_ROOT, path)}\0${content?.length ?? 'none'}\0`).update(content ?? '');
  }
  return hash.digest('hex');
}

/** What was not built, such as the warden where there is no compiler, is that. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
