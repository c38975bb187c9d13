import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { readOverrides } from '../override/file.ts';
import { POLICY_FILE } from '../policy/discover.ts';
import type { Concern, Entry } from './result.ts';
import type { Change, OpenChange, Tree } from './unit.ts';

/** What a change does to that by which it is judged. */
export interface Guarded {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  readonly concerns: readonly Concern[];
}

/** What decides about a change, by what its path looks like, and whether a person has to look at it whatever it says. */
interface Guard {
  readonly fits: (path: string) => boolean;
  readonly what: string;
  readonly isDecisive: boolean;
}

const GUARDS: readonly Guard[] = [
  guard((path) => path.split('/').at(-1) === POLICY_FILE, 'the policy', true),
  guard((path) => /(^|\/)\.glovebox\//.test(path), 'overrides and trusted keys', true),
  guard((path) => /^(\.github\/|docs\/)?CODEOWNERS$/.test(path), 'who has to review', true),
  guard((path) => /(^|\/)(\.githooks|\.husky)\//.test(path), 'a git hook', false),
  guard((path) => /(^|\/)(\.pre-commit-config\.yaml|\.?lefthook\.ya?ml)$/.test(path), 'git hooks', false),
  guard(
    (path) =>
      /^(\.github\/(workflows|actions)\/|\.circleci\/|\.gitlab\/ci\/)/.test(path) ||
      /^(\.gitlab-ci\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|Jenkinsfile|\.drone\.ya?ml)$/.test(path),
    'the build’s own rules',
    false,
  ),
  guard((path) => /(^|\/)\.gitattributes$/.test(path), 'how files are shown and filtered', false),
];

function guard(fits: Guard['fits'], what: string, isDecisive: boolean): Guard {
  return { fits, what, isDecisive };
}

/** Bytes of one side that are read, and entries of one file that are told. */
const MOST_BYTES = 1024 * 1024;
const MOST_ENTRIES = 100;
/** A line of a build's rules that speaks of us: the gate itself may be what goes. */
const OURS = /glovebox/i;

/**
 * What a change does to policies, overrides, keys, hooks and the build's rules. Nothing of it holds for the change itself: the base's
 * do. A person has to see it where it would hold for the next one.
 */
export async function guardedBy({ changes, baseTree, headTree }: OpenChange): Promise<Guarded> {
  const all: ToldFile[] = [];
  for (const change of changes) {
    const paths = [change.base?.path, change.head?.path].filter((path) => path !== undefined);
    const found = GUARDS.find(({ fits }) => paths.some(fits));
    if (found !== undefined) all.push(await toldOf(change, found, baseTree, headTree));
  }
  return {
    added: all.flatMap(({ added }) => added),
    removed: all.flatMap(({ removed }) => removed),
    concerns: concernsOf(all.flatMap(({ decisive }) => decisive)),
  };
}

/** What one file says anew, and no more; and whether somebody has to look at it. */
interface ToldFile {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  readonly decisive: readonly { readonly change: Change; readonly what: string }[];
}

const NAMED = 5;

/** One concern for all files that decide about the same. */
function concernsOf(decisive: ToldFile['decisive']): Concern[] {
  return [...Map.groupBy(decisive, ({ what }) => what)].map(([what, files]) => {
    const names = files.slice(0, NAMED).map(({ change: { path, status } }) => `${path} (${status})`);
    const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
    return {
      kind: 'gate-changed',
      message: `the change touches ${what}: ${names.join(', ')}${more}; to the change itself the base’s were applied`,
      remedy: `Let somebody who may decide about ${what} read that part, and merge it by itself.`,
      ...(files[0] && { file: files[0].change.path }),
    };
  });
}

async function toldOf(change: Change, { what, isDecisive }: Guard, baseTree: Tree, headTree: Tree): Promise<ToldFile> {
  const before = await saidAt(baseTree, change.base?.path);
  const now = await saidAt(headTree, change.head?.path);
  const added = [...now].filter(([said]) => !before.has(said));
  const removed = [...before].filter(([said]) => !now.has(said));
  const entries = (told: readonly [string, number][], path: string | undefined): Entry[] =>
    told.slice(0, MOST_ENTRIES).map(([target, line]) => {
      const file = path ?? change.path;
      return { kind: 'policy', target, unit: file, file, line, seen: false };
    });
  const decides = isDecisive || [...added, ...removed].some(([said]) => OURS.test(said));
  return {
    added: entries(added, change.head?.path),
    removed: entries(removed, change.base?.path),
    decisive: decides ? [{ change, what }] : [],
  };
}

/** Each thing a file says with its first line: keys with their values of YAML, lines of anything else, comments aside. */
async function saidAt(tree: Tree, path: string | undefined): Promise<Map<string, number>> {
  const bytes = path === undefined ? undefined : await tree.read(path, MOST_BYTES);
  if (bytes === undefined || path === undefined) return new Map();
  const text = new TextDecoder().decode(bytes);
  const lines = new Map<string, number>();
  const say = (said: string, line: number) => {
    if (!lines.has(said)) lines.set(said, line);
  };
  for (const [said, line] of saysOf(path, text)) say(said.slice(0, 300), line);
  return lines;
}

function saysOf(path: string, text: string): [string, number][] {
  const name = path.split('/').at(-1) ?? '';
  // What signs and counts is for machines: that it changed is told, each line of it says nothing.
  if (/(^|\/)\.glovebox\//.test(path) && (name === 'audit.jsonl' || name === '.gitignore')) return [];
  if (/(^|\/)\.glovebox\/overrides\.yaml$/.test(path)) return overridesSay(text);
  return (/\.ya?ml$/.test(name) ? yamlSays(text) : undefined) ?? plainSays(text);
}

/** `accepts secret-read in src/a.py: jane@example.com until 2027-01-31, because …`, with the line of its id. */
function overridesSay(text: string): [string, number][] {
  const lines = text.split('\n');
  return readOverrides(text).overrides.map(({ id, rule, file, scope, by, expires, reason }) => {
    const line = lines.findIndex((one) => one.includes(id));
    const where = scope === 'file' ? file : scope;
    return [
      `accepts ${rule} in ${where}: ${by} until ${expires.slice(0, 10)}, because ${reason}`,
      Math.max(1, line + 1),
    ];
  });
}

function plainSays(text: string): [string, number][] {
  return text.split(/\r?\n/).flatMap((line, index): [string, number][] => {
    const said = line.trim();
    return said === '' || said.startsWith('#') ? [] : [[said, index + 1]];
  });
}

const DEEPEST = 12;

/** `thresholds.block: 90`, `permit.network.connect[]: x.example`; undefined where it is no YAML. */
function yamlSays(text: string): [string, number][] | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const said: [string, number][] = [];
  const walk = (node: unknown, path: string, depth: number): void => {
    if (depth > DEEPEST) return;
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '?';
        walk(value, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) walk(item, `${path}[]`, depth + 1);
    } else if (isScalar(node)) {
      said.push([`${path}: ${String(node.value)}`, counter.linePos(node.range?.[0] ?? 0).line]);
    }
  };
  walk(document.contents, '', 0);
  return said;
}
