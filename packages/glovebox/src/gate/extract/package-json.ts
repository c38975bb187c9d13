import { posix } from 'node:path';
import { membersOf, parseJson, stringOf } from './json.ts';
import { type Extraction, malformed, type Part, ShellScript } from './part.ts';

/** Scripts that npm runs by itself when a package is installed, in its order: whoever installs it runs them. */
const INSTALLING = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'];
/** Fields whose values npm takes for packages. */
const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'];

export const PACKAGE_JSON = /(^|\/)package\.json$/;

/** The scripts of a package, those that run on installation first, each with the `pre` and `post` that belong to it by its own name. */
export function extractPackageJson(path: string, text: string): Extraction {
  const file = parseJson(text.replace(/^\ufeff/, ''));
  if (typeof file === 'string') return malformed(file);
  const members = membersOf(file.root);
  const scripts = [...membersOf(members.get('scripts'))].sort(([a], [b]) => rank(a) - rank(b));
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const parts = scripts.flatMap(([name, node]): Part[] => {
    const script = new ShellScript();
    script.add(stringOf(node) ?? '', [file.lineOf(node)]);
    if (script.isEmpty) return [];
    const notes = INSTALLING.includes(name) ? ['npm runs it on installation, without being asked'] : [];
    return [script.part({ name: `scripts.${name}`, kind: 'package-script', folder, notes })];
  });
  const told = DEPENDENCIES.flatMap((field) => [...membersOf(members.get(field))]).flatMap(([name, node]) => {
    const from = stringOf(node) ?? '';
    const message = `takes the package ${name.slice(0, 100)} from ${from.slice(0, 200)}, past the registry`;
    return /^(https?:|git|[\w.-]+\/[\w.-]+)/.test(from) ? [{ kind: 'external' as const, message }] : [];
  });
  return { parts, skipped: [], told };
}

function rank(name: string): number {
  const at = INSTALLING.indexOf(name);
  return at < 0 ? INSTALLING.length : at;
}
