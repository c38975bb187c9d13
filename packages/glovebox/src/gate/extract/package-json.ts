import { posix } from 'node:path';
import type { Node } from 'jsonc-parser';
import { elementsOf, type JsonFile, membersOf, parseJson, stringOf } from './json.ts';
import { type Extraction, malformed, type Part, ShellScript } from './part.ts';

/** Scripts that npm runs by itself when a package is installed, in its order: whoever installs it runs them. */
const INSTALLING = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'];
/** Fields whose values npm takes for packages. */
const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'];

/** Fields of tools that run what they say on a commit, or while one works. */
const TOOLS = [
  'husky',
  'lint-staged',
  'simple-git-hooks',
  'gitHooks',
  'pre-commit',
  'pre-push',
  'nodemonConfig',
  'wireit',
];
const DEEPEST = 6;

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
  const tools = TOOLS.flatMap((field): Part[] => {
    const script = new ShellScript();
    for (const [command, line] of commandsBelow(file, members.get(field))) script.add(command, [line]);
    return script.isEmpty ? [] : [script.part({ name: field, kind: 'hook', folder })];
  });
  const told = DEPENDENCIES.flatMap((field) => [...membersOf(members.get(field))]).flatMap(([name, node]) => {
    const from = stringOf(node) ?? '';
    const message = `takes the package ${name.slice(0, 100)} from ${from.slice(0, 200)}, past the registry`;
    return /^(https?:|git|[\w.-]+\/[\w.-]+)/.test(from) ? [{ kind: 'external' as const, message }] : [];
  });
  return { parts: [...parts, ...tools], skipped: [], told };
}

function commandsBelow(file: JsonFile, node: Node | undefined, depth = 0): (readonly [string, number])[] {
  if (node === undefined || depth > DEEPEST) return [];
  const command = stringOf(node);
  if (command !== undefined) return [[command, file.lineOf(node)]];
  return [...elementsOf(node), ...membersOf(node).values()].flatMap((one) => commandsBelow(file, one, depth + 1));
}

function rank(name: string): number {
  const at = INSTALLING.indexOf(name);
  return at < 0 ? INSTALLING.length : at;
}
