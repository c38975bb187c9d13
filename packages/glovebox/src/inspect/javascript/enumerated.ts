import { named, text, type Value } from '../resolve/value.ts';
import { JAVASCRIPT_CALLEES } from './callees.ts';
import { canonical } from './canonical.ts';

const MEMBERS = new Map<string, string[]>();
for (const name of JAVASCRIPT_CALLEES.keys()) {
  const dot = name.lastIndexOf('.');
  if (dot === -1) continue;
  const owner = name.slice(0, dot);
  const member = name.slice(dot + 1);
  const known = MEMBERS.get(owner);
  if (known === undefined) MEMBERS.set(owner, [member]);
  else known.push(member);
}

/** The members of a module that could act, by name: who lists a module's functions looks for one of them. */
export function namesOf(value: Value | undefined): Value | undefined {
  const members = value?.kind === 'name' ? MEMBERS.get(value.name) : undefined;
  return members && { kind: 'list', items: members.map((member) => text(member)) };
}

/** The same members themselves. */
export function membersOf(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'name') return undefined;
  const members = MEMBERS.get(value.name);
  return members && { kind: 'list', items: members.map((member) => named(canonical(`${value.name}.${member}`))) };
}

/** Pairs of name and member. */
export function entriesOf(value: Value | undefined): Value | undefined {
  const names = namesOf(value);
  const members = membersOf(value);
  if (names?.kind !== 'list' || members?.kind !== 'list') return undefined;
  return {
    kind: 'list',
    items: names.items.map((name, index) => ({ kind: 'list', items: [name, members.items[index] ?? name] })),
  };
}
