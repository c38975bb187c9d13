import type { SampleFile } from '../../sample/sample.ts';
import type { Ecosystem } from './list.ts';

/** A package that a manifest of the sample names. */
export interface Declared {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const LONGEST_MANIFEST = 500_000;
const MOST_DECLARED = 5_000;

/** What the manifests among the files declare, read leniently: a line that says nothing of a package is passed over. */
export function declaredIn(files: readonly SampleFile[]): Declared[] {
  return files.flatMap((file) => {
    const name = file.path.split('/').at(-1) ?? '';
    const reader = READERS.find(([pattern]) => pattern.test(name));
    if (reader === undefined || file.content.length > LONGEST_MANIFEST) return [];
    const [, ecosystem, read] = reader;
    const lines = new TextDecoder().decode(file.content).split(/\r?\n/);
    return read(lines)
      .slice(0, MOST_DECLARED)
      .map((found) => ({ ecosystem, file: file.path, ...found }));
  });
}

type Found = Pick<Declared, 'name' | 'line'>;

const READERS: readonly (readonly [RegExp, Ecosystem, (lines: readonly string[]) => Found[]])[] = [
  [/^package\.json$/, 'npm', packageJson],
  [/^(requirements|constraints)[\w.-]*\.(txt|in)$/, 'pypi', requirements],
  [/^pyproject\.toml$/, 'pypi', sections],
  [/^setup\.cfg$/, 'pypi', sections],
  [/^Pipfile$/, 'pypi', sections],
  [/^environment[\w.-]*\.ya?ml$/, 'pypi', environment],
];

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

function packageJson(lines: readonly string[]): Found[] {
  const manifest = parsed(lines.join('\n'));
  const names = new Set(['name', ...DEPENDENCIES].flatMap((key) => namesUnder(manifest, key)));
  const firstLines = linesOfTexts(lines);
  return [...names].map((name) => ({ name, line: firstLines.get(name) ?? 1 }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The package's own name counts: its files import it by that. */
function namesUnder(manifest: unknown, key: string): string[] {
  const value = isRecord(manifest) ? manifest[key] : undefined;
  if (typeof value === 'string') return [value];
  return isRecord(value) ? Object.keys(value).slice(0, MOST_DECLARED) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The line of each text in quotes: where one begins with it, or else the first that has it. One pass serves all names. */
function linesOfTexts(lines: readonly string[]): Map<string, number> {
  const beginning = new Map<string, number>();
  const anywhere = new Map<string, number>();
  lines.forEach((line, index) => {
    const indentation = line.length - line.trimStart().length;
    for (const { 1: text = '', index: at } of line.matchAll(/"([^"\\]{1,300})"/g)) {
      const found = at === indentation ? beginning : anywhere;
      if (!found.has(text)) found.set(text, index + 1);
    }
  });
  return new Map([...anywhere, ...beginning]);
}

/** A requirement: a name, and after it extras, a version, a marker. */
const REQUIREMENT = /^\s*([A-Za-z0-9][\w.-]{0,80})\s*($|[[<>=!~;@,#(])/;

function requirements(lines: readonly string[]): Found[] {
  return lines.flatMap((line, index) => {
    const name = REQUIREMENT.exec(line.slice(0, 300))?.[1];
    return name === undefined ? [] : [{ name, line: index + 1 }];
  });
}

/** Sections whose keys are packages, and keys whose values list requirements. */
const PACKAGE_SECTION = /^\[(tool\.poetry\.([\w.-]+\.)?(dev-)?dependencies|packages|dev-packages)\]/;
const LISTING_SECTION = /^\[(project\.optional-dependencies|dependency-groups|options\.extras_require)\]/;
const LISTING_KEY = /^\s*(dependencies|install_requires|requires|tests_require|setup_requires)\s*=/;

/** TOML and INI alike: a line opens a section, starts a list, or goes on with one. */
function sections(lines: readonly string[]): Found[] {
  const found: Found[] = [];
  let section: 'packages' | 'lists' | 'other' = 'other';
  let isListing = false;
  lines.forEach((whole, index) => {
    const line = whole.slice(0, 2_000);
    if (/^\[[^\]]*\]\s*$/.test(line)) {
      section = PACKAGE_SECTION.test(line) ? 'packages' : LISTING_SECTION.test(line) ? 'lists' : 'other';
      isListing = false;
      return;
    }
    if (section === 'packages') {
      const key = /^\s*"?([A-Za-z0-9][\w.-]*)"?\s*=/.exec(line)?.[1];
      if (key !== undefined && key !== 'python') found.push({ name: key, line: index + 1 });
      return;
    }
    if (/^[\w."-]+\s*=/.test(line)) isListing = section === 'lists' || LISTING_KEY.test(line);
    if (isListing) for (const name of listed(line)) found.push({ name, line: index + 1 });
  });
  return found;
}

/** Requirements in quotes, or the one that an indented line of an INI file is. */
function listed(line: string): string[] {
  const quoted = [...line.matchAll(/["']([^"']{1,200})["']/g)].map(([, text = '']) => text);
  const candidates = quoted.length > 0 ? quoted : /^\s/.test(line) ? [line] : [];
  return candidates.flatMap((text) => REQUIREMENT.exec(text)?.[1] ?? []);
}

function environment(lines: readonly string[]): Found[] {
  return lines.flatMap((line, index) => {
    const name = /^\s*-\s+(?:[\w.-]+::)?([A-Za-z0-9][\w.-]{0,80})\s*($|[[<>=!~;#])/.exec(line.slice(0, 300))?.[1];
    return name === undefined || name === 'pip' ? [] : [{ name, line: index + 1 }];
  });
}
