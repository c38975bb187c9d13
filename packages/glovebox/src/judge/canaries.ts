import type { Channel, Leak } from '../observe/canaries/canary.ts';
import type { Run } from '../sandbox/run.ts';
import type { Match } from './evaluate.ts';
import type { Fact } from './fact.ts';

const MOST_MATCHES = 20;
const NAMED = 4;

/** Printing shows it to whoever started the program, and to nobody else yet. */
export function isPrinted({ channel }: Leak): boolean {
  return channel === 'stdout' || channel === 'stderr';
}

/** One match for all canaries that went one way at one line; those that went where they are meant to go are none. */
export function leakMatches(
  { runs, facts }: { runs: readonly Run[]; facts: readonly Fact[] },
  wanted: (leak: Leak) => boolean,
): Match[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  return runs
    .flatMap((run) => {
      const leaks = (run.canaries?.leaks ?? []).filter((leak) => leak.meant !== true && wanted(leak));
      const groups = [...Map.groupBy(leaks, wayOf).values()];
      return groups.map((group) => matchOf(group, run, byId));
    })
    .slice(0, MOST_MATCHES);
}

function wayOf({ channel, source, place }: Leak): string {
  return `${channel} ${source === undefined ? place : `${source.file}:${source.line}`}`;
}

function matchOf(leaks: readonly Leak[], run: Run, byId: ReadonlyMap<string, Fact>): Match {
  // The line that let it go comes first, then the way there.
  const steps = new Set(leaks.flatMap((leak) => leak.steps));
  const facts = [...steps].reverse().flatMap((id) => byId.get(id) ?? []);
  const [first] = leaks;
  return {
    facts: sortedFrom(facts, first),
    run: run.id,
    target: first === undefined ? '' : toldOf(leaks, first),
    ...(first?.source !== undefined && { location: first.source }),
  };
}

function sortedFrom(facts: readonly Fact[], leak: Leak | undefined): Fact[] {
  const here = (fact: Fact) => fact.file === leak?.source?.file && fact.line === leak?.source?.line;
  return [...facts.filter(here), ...facts.filter((fact) => !here(fact))];
}

const WAYS: Record<Channel, string> = {
  network: 'was sent to',
  dns: 'was asked for as the name',
  url: 'was put into the address',
  http: 'was sent to',
  argv: 'was handed to the program',
  file: 'was written into',
  'file-name': 'became the name',
  stdout: 'was written to',
  stderr: 'was written to',
};

function toldOf(leaks: readonly Leak[], { channel, place, encoding, pieces }: Leak): string {
  const names = [...new Set(leaks.map(({ canary }) => canary))];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const how = encoding.length === 0 ? '' : `, as ${encoding.join(' of ')}`;
  const split = pieces === undefined ? '' : `, in ${pieces} pieces`;
  return `${names.slice(0, NAMED).join(', ')}${more} ${WAYS[channel]} ${place.slice(0, 80)}${how}${split}`;
}
