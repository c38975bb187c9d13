import { PERMITTABLE } from '../policy/permits.ts';
import type { Policy } from '../policy/policy.ts';

/** A key of a policy and what it comes to, for a person. */
export interface Key {
  readonly key: string;
  readonly value: string;
}

const LONGEST_VALUE = 240;

/** What a policy comes to, key by key; keys that it does not have are left out. */
export function keysOf(policy: Policy): Key[] {
  const { permit, network, targets, ...rest } = policy;
  const permits = PERMITTABLE.map((name) => [`permit.${name}`, permit && (permit[name] ?? 'nothing')]);
  const said: readonly unknown[][] = [
    ...Object.entries(rest),
    ...permits,
    ['network', network && { ...network, replies: network.replies?.length, recording: network.recording?.length }],
    ['targets', targets && 'changed'],
  ];
  return said.flatMap(([key, value]) => (value === undefined ? [] : [{ key: String(key), value: shown(value) }]));
}

function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return parts.map(([name, part]) => `${name} ${textOf(part)}`).join(', ');
}
