import type { Conversation } from '../observe/network/conversation.ts';
import type { Run } from '../sandbox/run.ts';
import type { Match } from './evaluate.ts';
import type { Fact } from './fact.ts';
import type { Place } from './places.ts';

/** Whom nobody answers for: what is there was put there by anybody. */
const ANYBODY: readonly Place[] = [
  'free-host',
  'paste-site',
  'short-link',
  'abused-domain',
  'punycode',
  'drop-address',
  'raw-address',
];
const OWN: readonly Place[] = ['loopback', 'unix-socket', 'any-address', 'private-network', 'metadata-address'];

const MOST_CONVERSATIONS = 100;
const MOST_MATCHES = 20;
/** Of printed text, in characters: what a page says is looked for in so much of it. */
const MOST_PRINTED = 1_000_000;
/** A shorter line may be there by chance. */
const LEAST_LINE = 16;

/** Pages that were fetched and then stood in the output as they were; one match for each. `byAnybody`: of hosts that anybody gets. */
export function relayedPages(
  { runs, facts }: { runs: readonly Run[]; facts: readonly Fact[] },
  byAnybody: boolean,
): Match[] {
  return runs
    .flatMap((run) => {
      const printed = run.stdout.slice(0, MOST_PRINTED);
      return (run.conversations ?? [])
        .slice(0, MOST_CONVERSATIONS)
        .filter((conversation) => isIn(conversation, printed))
        .flatMap((conversation) => matchOf(conversation, run, facts));
    })
    .filter(({ facts: [first] }) => first !== undefined && isBy(first, ANYBODY) === byAnybody && !isBy(first, OWN))
    .slice(0, MOST_MATCHES);
}

function isIn({ protocol, operation, reply }: Conversation, printed: string): boolean {
  if (protocol !== 'http' || operation !== 'GET' || reply.text === undefined) return false;
  const [line = ''] = reply.text
    .split('\n', 50)
    .map((one) => one.trim())
    .sort((a, b) => b.length - a.length);
  return line.length >= LEAST_LINE && printed.includes(line);
}

function matchOf({ url, source }: Conversation, run: Run, facts: readonly Fact[]): Match[] {
  const asked = facts.filter((fact) => fact.witness === 'network' && fact.target === url);
  return asked.length === 0 ? [] : [{ facts: asked, run: run.id, ...(source && { location: source }) }];
}

function isBy({ at }: Fact, places: readonly Place[]): boolean {
  return places.some((place) => at.has(place));
}
