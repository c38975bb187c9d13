import type { Sample } from '../../sample/sample.ts';
import type { Found } from '../collect.ts';
import type { UnknownPackage } from '../site.ts';
import { NODE_MODULES, PYTHON_MODULES } from './builtins.ts';
import { type Ecosystem, normal } from './list.ts';
import { declaredIn } from './manifest.ts';
import { type Named, namesAt } from './names.ts';
import { nearMiss } from './near.ts';
import { POPULAR_MODULES, POPULAR_NPM } from './popular.ts';

/** Names that are looked up: a flood of invented imports is one finding. */
const MOST_LOOKED_UP = 60;
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
): Promise<UnknownPackage[]> {
  const declared = declaredIn(sample.files);
  const isOwn = ownNames(sample);
  const vouched = new Set(declared.map(({ ecosystem, name }) => `${ecosystem} ${normal(ecosystem, name)}`));
  const asked = new Map<string, Asked>();
  const ask = (one: Asked): void => {
    const key = `${one.file} ${one.ecosystem} ${one.name}`;
    if (!asked.has(key) && asked.size < MOST_LOOKED_UP) asked.set(key, one);
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
  const found = await Promise.all([...asked.values()].map(judged));
  return found.filter((one) => one !== undefined);
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
  if (spellings(ecosystem, name, isModule).some((spelling) => list.text.includes(`\n${spelling}\n`))) return undefined;
  // A scope belongs to whoever has packages in it.
  const scope = /^@[^/]+\//.exec(name)?.[0];
  if (scope !== undefined && (scope === '@types/' || list.text.includes(`\n${scope}`))) return undefined;
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
  /** Names with a line feed before and after each. */
  readonly text: string;
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
  const used = NAMES.trimStart().split('\n', MOST_POPULAR);
  return { text: NAMES, popular: [...new Set([...handMade, ...used])] };
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
  const language = inner ?? languageOfFile(site.file) ?? sample.language;
  if (language === 'typescript' || language === 'javascript') return 'javascript';
  return language === 'python' ? 'python' : 'bash';
}

function languageOfFile(file: string): 'python' | 'javascript' | 'bash' | undefined {
  if (/\.pyw?$/.test(file)) return 'python';
  if (/\.[mc]?[jt]sx?$/.test(file)) return 'javascript';
  return /\.(ba)?sh$/.test(file) ? 'bash' : undefined;
}
