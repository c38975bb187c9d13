import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Event } from '../observe/event.ts';

/** A longer act is told by its beginning and a digest of all of it. */
const LONGEST_ACT = 200;
/** More names in one folder are one act. */
const MOST_IN_FOLDER = 20;

/** Asking for the time and loading modules are seen of every program. */
const ROUTINE = /^(clock\.|code\.import$)/;

/** Facts of an event that say what was done, beside what it was done to. */
const TELLING = ['code', 'path', 'from', 'real', 'mode', 'method', 'canary'] as const;

/**
 * What events did, each once and in order, as `capability target`, with `*` for names that are made up by chance: two runs
 * of the same program give the same. By whoever saw it, however often. Hostile text.
 */
export function actsOf(events: readonly Done[]): string[] {
  const acts = events.filter(({ capability }) => !ROUTINE.test(capability)).map(actOf);
  return [...new Set(withoutCrowds(acts).map(told))].sort();
}

/** An event, or what is known in the same words. */
export type Done = Pick<Event, 'capability' | 'target' | 'detail'>;

interface Act {
  readonly capability: string;
  readonly target: string;
  readonly detail: readonly string[];
}

function actOf({ capability, target, detail = {} }: Done): Act {
  return {
    capability,
    target: capability === 'process.spawn' ? steady(target.replace(SYSTEM_PROGRAM, '')) : steady(target, capability),
    detail: TELLING.flatMap((name) => {
      const value = detail[name];
      return value === undefined || (name === 'path' && SYSTEM_PROGRAM.test(String(value)))
        ? []
        : [`${name}=${name === 'code' ? value : steady(String(value))}`];
    }),
  };
}

/** Observers name the same program with its folder and without. */
const SYSTEM_PROGRAM = /^\/(?:usr\/)?(?:local\/)?s?bin\/(?=[\w.+-]{1,60}(?:\s|$))/;

/** Hosts are kept as they are: who chooses a name there chooses whom it is spoken to. */
function steady(text: string, capability = ''): string {
  const loopback = text.replace(EPHEMERAL, '$1:*');
  const hosts = capability.startsWith('network.') ? /^((?:\w+:\/\/)?[^/\s]+)/ : /(\b\w{1,20}:\/\/[^\s/'"]+)/;
  return loopback
    .split(hosts)
    .map((part, index) => (index % 2 === 1 ? part : withoutChance(part)))
    .join('');
}

/** The port of a client on the program's own machine. */
const EPHEMERAL = /^(127\.0\.0\.1|\[::1\]):(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|6[0-5]\d{3})$/;

/**
 * Names that chance, the hour or the system makes: the first name in a temporary folder but for its ending, a UUID, a date
 * and its time, a number of eight digits or more, a process.
 */
function withoutChance(text: string): string {
  return text
    .replace(/(\/(?:var\/)?tmp|\/dev\/shm)\/[\w-]+(?:\.[\w-]+)*?(?=(?:\.[a-z]\w{0,5})?(?![\w.-]))/g, '$1/*')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '*')
    .replace(/\b(?:19|20)\d\d-?\d\d-?\d\d(?:[T_ -]?\d\d[:_-]?\d\d(?:[:_-]?\d\d)?(?:\.\d+)?Z?)?\b/g, '*')
    .replace(/\d{8,}/g, '*')
    .replace(/\/proc\/\d+/g, '/proc/*');
}

function told({ capability, target, detail }: Act): string {
  const whole = [`${capability} ${target}`, ...detail].join(' ');
  if (whole.length <= LONGEST_ACT) return whole;
  return `${whole.slice(0, LONGEST_ACT)}… sha256:${createHash('sha256').update(whole).digest('hex').slice(0, 32)}`;
}

function withoutCrowds(acts: readonly Act[]): Act[] {
  const folders = Map.groupBy(acts.filter(isFile), folderOf);
  const crowded = new Set(
    [...folders]
      .filter(([, all]) => new Set(all.map(({ target }) => target)).size > MOST_IN_FOLDER)
      .map(([folder]) => folder),
  );
  return acts.map((act) =>
    isFile(act) && crowded.has(folderOf(act)) ? { ...act, target: `${posix.dirname(act.target)}/*`, detail: [] } : act,
  );
}

function isFile({ capability }: Act): boolean {
  return capability.startsWith('file.');
}

function folderOf({ capability, target }: Act): string {
  return `${capability} ${posix.dirname(target)}`;
}
