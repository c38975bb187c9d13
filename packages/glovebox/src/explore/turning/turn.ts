import type { Inspection, Site } from '../../inspect/site.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Conditions } from '../../sandbox/conditions.ts';
import { goalsFor } from './goals.ts';
import { PLAIN_WORLD } from './places.ts';
import { readingOf } from './reading.ts';
import { solve } from './solve.ts';
import type { World } from './term.ts';

const MOST_SITES = 60;
const MOST_WORLDS = 6;
const MOST_MS = 400;
/** What guards these is turned first. */
const GRAVE = /^(?:secret|network|process|system|code|file\.(?:delete|write|permission))/;

/** Conditions under which sites are reached that something stands before, as their own syntax tells; each once, graver sites first. */
export function turnedFor(sample: Sample, { sites }: Inspection, sources: readonly Source[], now: Date): Conditions[] {
  const world: World = { ...PLAIN_WORLD, clock: now.getTime(), arguments: sample.args };
  const found = new Map<string, Conditions>();
  const until = performance.now() + MOST_MS;
  for (const source of sources) {
    if (source.grammar === 'bash') continue;
    const reading = readingOf(source);
    const own = sites.filter(({ file }) => file === source.file).sort((a, b) => gravity(b) - gravity(a));
    for (const site of own.slice(0, MOST_SITES)) {
      if (performance.now() > until || found.size >= MOST_WORLDS) break;
      const goals = goalsFor(reading, site);
      const solved = goals.length === 0 ? undefined : solve(goals, world, until);
      const conditions = solved === undefined ? undefined : conditionsOf(solved, world, site);
      if (conditions !== undefined) found.set(JSON.stringify({ ...conditions, exercise: 0 }), conditions);
    }
  }
  return [...found.values()];
}

function gravity({ capability }: Site): number {
  return GRAVE.test(capability) ? 1 : 0;
}

/** What is different from the plain world; undefined where nothing is, or where it cannot be made so. */
function conditionsOf(world: World, plain: World, site: Site): Conditions | undefined {
  const files = Object.fromEntries(Object.entries(world.files).map(([path, text]) => [placeOf(path), text]));
  if ('' in files) return undefined;
  const different = <Key extends keyof World>(key: Key) => world[key] !== plain[key];
  const changes: Partial<Conditions> = {
    ...(different('user') && { user: world.user }),
    ...(different('host') && { host: world.host.slice(0, 60) }),
    ...(different('system') && { system: world.system }),
    ...(different('input') && { stdin: `${world.input}\n` }),
    ...(different('terminal') && { terminal: true as const }),
    ...(different('arguments') && { arguments: [...world.arguments] }),
    ...(different('chance') && { random: world.chance }),
    ...(different('variables') && { environment: { ...world.variables } }),
    ...(different('files') && { files }),
  };
  if (Object.keys(changes).length === 0 && !different('clock')) return undefined;
  return {
    clock: different('clock') ? new Date(world.clock).toISOString() : null,
    waits: 'skipped',
    ...changes,
    ...(site.within !== undefined && { exercise: 12 }),
  };
}

/** Where a file can be put; empty where none can. */
function placeOf(path: string): string {
  const absolute = path.startsWith('/') ? path : `/work/${path.replace(/^(?:\.\/)+/, '')}`;
  return /^\/(?:tmp|home\/user|work|dev\/shm)\/[\w./-]{1,100}$/.test(absolute) && !/\.\.|\/$/.test(absolute)
    ? absolute
    : '';
}
