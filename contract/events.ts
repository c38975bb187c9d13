import { expect } from 'vitest';
import type { Event } from '../packages/glovebox/src/observe/event.ts';

/** The event that must be there. */
export function seen(events: readonly Event[], capability: string, target: string): Event {
  const found = events.find((event) => event.capability === capability && event.target === target);
  expect(found, `an event ${capability} ${target}`).toBeDefined();
  return found as Event;
}

/** What each event says, once, with the line; not who saw it or when. */
export function words(events: readonly Event[]): string[] {
  const said = events.map(
    ({ capability, target, outcome, source }) => `${capability} ${target} ${outcome} ${source?.line}`,
  );
  return [...new Set(said)].toSorted();
}
