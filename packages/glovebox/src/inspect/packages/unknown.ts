import { sourceLanguageOf } from '../../sample/language.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Found } from '../collect.ts';
import type { UnknownPackage } from '../site.ts';
import { NODE_MODULES, PYTHON_MODULES } from './builtins.ts';
import { type Ecosystem, normal } from './list.ts';
import { declaredIn } from './manifest.ts';
import { type Named, namesAt } from './names.ts';
import { nearMiss } from './near.ts';
import { POPULAR_MODULES, POPULAR_NPM } from './popular.ts';

/** Names that are looked up; a flood of invented ones must not cover the one that counts, so it is said where it ends. */
const MOST_LOOKED_UP = 300;
/** How many of a list count as popular. */
const MOST_POPULAR = 2_000;

interface Asked extends Named {
  readonly file: string;
  readonly line: number;
  /** A manifest vouches for its own existence, not for its spelling. */
  readonly isDeclared: boolean;
}

/**
 * Imports and installations that neither the language, the sample, its manifest nor a list of known packages explains, and
 * near misses of popular names wherever they stand. The long lists are loaded when a name asks for them.
 */
export async function unknownPackages(
  sample: Pick<Sample, 'entry' | 'files' | 'language'>,
  sites: readonly Found[],
): Promise<{ readonly packages: UnknownPackage[]; readonly incomplete: string | undefined }> {
  const declared = declaredIn(sample.files);
  const isOwn = ownNames(sample);
  const vouched = new Set(declared.map(({ ecosystem, name }) => `${ecosystem} ${normal(ecosystem, name)}`));
  const asked = new Map<string, Asked>();
  const ask = (one: Asked): void => {
    const key = `${one.file} ${one.ecosystem} ${one.name}`;
    if (asked.size <= MOST_LOOKED_UP && !asked.has(key)) asked.set(key, one);
  };
  for (const site of sites) {
    for (const named of namesAt(site, languageOf(site, sample))) {
      if (named.isModule && (isBuiltIn(named) || isOwn(named.name))) continue;
      if (isPopular(named)) continue;
      const isDeclared = vouched.has(`${named.ecosystem} ${normal(named.ecosystem, named.name)}`);
      ask({ ...named, file: site.file, line: site.line, isDeclared });
    }
  }
  for (const one of declared) {
    // Conda has names of its own, which no list here knows.
    if (!isPopular(one) && !/\.ya?ml$/.test(one.file)) ask({ ...one, isModule: false, isDeclared: true });
  }
  const found = await Promise.all([...asked.values()].slice(0, MOST_LOOKED_UP).map(judged));
  return {
    packages: found.filter((one) => one !== undefined),
    incomplete: asked.size > MOST_LOOKED_UP ? `only in part: it names more than ${MOST_LOOKED_UP} packages` : undefined,
  };
}

function isBuiltIn({ ecosystem, name }: Named): boolean {
  return ecosystem === 'pypi' ? PYTHON_MODULES.has(name) : NODE_MODULES.has(name);
}

const POPULAR: Record<Ecosystem, ReadonlySet<string>> = {
  pypi: new Set(POPULAR_MODULES),
  npm: new Set(POPULAR_NPM),
};

function isPopular({ ecosystem, name }: Pick<Named, 'ecosystem' | 'name'>): boolean {
  return POPULAR[ecosystem].has(name);
}

async function judged({
  ecosystem,
  name,
  file,
  line,
  isDeclared,
  isModule,
}: Asked): Promise<UnknownPackage | undefined> {
  const list = await listOf(ecosystem);
  if (spellings(ecosystem, name, isModule).some((spelling) => list.names.has(spelling))) return undefined;
  // A scope belongs to whoever has packages in it.
  const scope = /^@[^/]+\//.exec(name)?.[0];
  if (scope !== undefined && (scope === '@types/' || list.scopes.has(scope))) return undefined;
  const near = nearMiss(normal(ecosystem, name), list.popular);
  if (near === undefined && isDeclared) return undefined;
  return { name, file, line, ...(near !== undefined && { near }) };
}

/** A module is often called as its package is, less what says that it is one for Python. */
function spellings(ecosystem: Ecosystem, name: string, isModule: boolean): string[] {
  const plain = normal(ecosystem, name);
  if (ecosystem === 'npm' || !isModule) return [plain];
  return [plain, `python-${plain}`, `py${plain}`, `py-${plain}`, `${plain}-python`, `django-${plain}`];
}

interface KnownList {
  readonly names: ReadonlySet<string>;
  /** Scopes of npm, as `@types/`. */
  readonly scopes: ReadonlySet<string>;
  readonly popular: readonly string[];
}

const lists = new Map<Ecosystem, Promise<KnownList>>();

function listOf(ecosystem: Ecosystem): Promise<KnownList> {
  const known = lists.get(ecosystem) ?? load(ecosystem);
  lists.set(ecosystem, known);
  return known;
}

async function load(ecosystem: Ecosystem): Promise<KnownList> {
  const { NAMES } = ecosystem === 'npm' ? await import('./known/npm.ts') : await import('./known/pypi.ts');
  const handMade = ecosystem === 'npm' ? POPULAR_NPM : POPULAR_MODULES.map((name) => normal('pypi', name));
  const names = NAMES.trim().split('\n');
  return {
    names: new Set(names),
    scopes: new Set(names.flatMap((name) => (name.startsWith('@') ? [name.slice(0, name.indexOf('/') + 1)] : []))),
    popular: [...new Set([...handMade, ...names.slice(0, MOST_POPULAR)])],
  };
}

const SOURCE = /\.(pyi?|pyx|so|[mc]?[jt]sx?|json)$/;

/** Whether a name is that of a file of the sample that can be imported, or of a folder on the way to one. */
function ownNames({ entry, files }: Pick<Sample, 'entry' | 'files'>): (name: string) => boolean {
  const paths = files.map(({ path }) => path).filter((path) => path === entry || SOURCE.test(path));
  const own = new Set(paths.flatMap((path) => path.replace(SOURCE, '').split('/')));
  return (name) => own.has(name) || own.has(name.split('/').at(-1) ?? name);
}

/** The language a site is written in: that of the innermost layer, or of its file. */
function languageOf(site: Found, sample: Pick<Sample, 'language'>): 'python' | 'javascript' | 'bash' {
  const inner = site.inner?.at(-1)?.language;
  const language = inner ?? sourceLanguageOf(site.file) ?? sample.language;
  if (language === 'typescript' || language === 'javascript') return 'javascript';
  return language === 'python' ? 'python' : 'bash';
}
