import type { Language } from '../../sample/sample.ts';
import { sampleOf } from '../inspect.fixture.ts';
import { inspect } from '../inspect.ts';

/** Each flow as `kind source -> callee`, in the order of their ends, once each. */
export async function flowsIn(language: Language, files: string | Record<string, string>): Promise<string[]> {
  const { flows, sites } = await inspect(sampleOf(language, files));
  const callees = new Map(sites.map(({ id, callee }) => [id, callee]));
  return [...new Set(flows.map(({ from, source, sink }) => `${from} ${source} -> ${callees.get(sink)}`))];
}

/** A program in which data arrives, the flows, and the same program in which it does not. */
export type Twins = readonly [what: string, code: string, flows: readonly string[], ordinary: string];
