import type { Evaluation, Found } from '../collect.ts';
import { PYTHON_CALLEES } from '../python/callees.ts';
import { evaluationsOf } from '../python/evaluates.ts';
import { type Call, constantArguments } from '../resolve/call.ts';
import { usesOf, usesOfName } from '../resolve/callee.ts';

const MOST_SITES = 2_000;
const LONGEST_TARGET = 2_000;

/** Gathers what a pickle calls as sites; their line is the number of the operation. */
export class PickleSites {
  readonly sites: Found[] = [];
  readonly evaluations: Evaluation[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get isFull(): boolean {
    return this.sites.length >= MOST_SITES;
  }

  add(call: Call, line: number): void {
    for (const { capability, target } of usesOf(PYTHON_CALLEES, call)) {
      if (this.isFull) return;
      const given = constantArguments(call);
      const site: Found = {
        ...this.#at(line),
        capability,
        callee: call.callee,
        ...(target !== undefined && { target: target.slice(0, LONGEST_TARGET) }),
        ...(given !== undefined && { arguments: given }),
      };
      this.sites.push(site);
      for (const code of evaluationsOf(call)) this.evaluations.push({ ...code, site });
    }
  }

  /** A function that is named and not seen called: what calls it is out of sight. */
  addName(callee: string, line: number): void {
    for (const { capability } of usesOfName(PYTHON_CALLEES, callee)) {
      if (!this.isFull) this.sites.push({ ...this.#at(line), capability, callee });
    }
  }

  #at(line: number): Pick<Found, 'file' | 'line' | 'column' | 'endLine'> {
    return { file: this.#file, line: Math.max(1, line), column: 1, endLine: Math.max(1, line) };
  }
}
