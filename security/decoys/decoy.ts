import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where an attempt runs: bare, to show that it works, or in the sandbox, which must hold it. */
export type Side = 'control' | 'sandbox';

/** Something outside that an attempt aims at, made by the harness for this one attempt. */
export interface Decoy {
  /** The attempt's arguments: where to find it. */
  readonly args: readonly string[];
  /** Open descriptors that the bare attempt inherits as 3, 4 … */
  readonly inherited?: readonly number[];
  /** Looks from outside what the attempt did to it, given all that came out of the attempt; undefined is nothing. */
  touched(output: string): Promise<string | undefined> | string | undefined;
  remove(): Promise<void> | void;
}

export type DecoyMaker = (side: Side) => Promise<Decoy> | Decoy;

/** For attempts whose effect is on themselves, and which see it best: a new capability, a descriptor they must not have. */
export const nothing: DecoyMaker = () => ({ args: [], touched: () => undefined, remove: () => {} });

/** The same, with numbers that suit the side: enough to break the limit inside, little enough to do no harm outside. */
export function amount(bySide: Record<Side, number>): DecoyMaker {
  return (side) => ({ ...(nothing(side) as Decoy), args: [String(bySide[side])] });
}

/** Unguessable, so that whoever has it has been there. */
export function nonce(): string {
  return randomBytes(12).toString('hex');
}

/** What secrets look like: attempts recognise the prefix, the harness the rest. */
export function secret(): string {
  return `decoy:${nonce()}`;
}

/** A folder of the harness that everybody may write to: permissions are not what is tested. */
export function openFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'glovebox-decoy-'));
  chmodSync(path, 0o777);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
