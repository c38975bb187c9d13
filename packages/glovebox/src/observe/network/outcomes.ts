import type { Event, Outcome } from '../event.ts';
import type { Conversation } from './conversation.ts';

/**
 * What became of the calls that the kernel let happen, where something may really leave: a connection that the policy did not permit
 * was denied, although the call itself came through. What was played stays `emulated`.
 */
export function settled(events: readonly Event[], conversations: readonly Conversation[]): Event[] {
  const outcomes = new Map<string, Outcome>();
  for (const { protocol, host, address, port, sent, outcome = 'emulated' } of conversations)
    for (const place of protocol === 'dns' ? [sent.text ?? ''] : [`${host}:${port}`, `${bracketed(address)}:${port}`])
      outcomes.set(place, better(outcomes.get(place), outcome));
  return events.map((event) => {
    if (event.outcome !== 'emulated' || event.observer !== 'kernel') return event;
    return {
      ...event,
      outcome: outcomes.get(event.target) ?? (event.capability === 'network.resolve' ? 'denied' : 'emulated'),
    };
  });
}

/** Of several connections to one place, one that came through tells that it may. */
function better(known: Outcome | undefined, outcome: Outcome): Outcome {
  return known === undefined || known === 'denied' ? outcome : known;
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
