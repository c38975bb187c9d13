import type { Site } from '../site.ts';
import type { Argument, CallAt } from './call.ts';
import type { FileContents } from './contents.ts';
import type { FlowGraph, Origin, Routine } from './graph.ts';
import { type DataTable, knownPrefix } from './language.ts';
import { type ClassOf, type ParameterUse, type Taint, wholeOf } from './meaning.ts';
import { originOf, type SiteIndex } from './sites.ts';
import { handOver, keepContents, useArguments, useMarked } from './uses.ts';

const MOST_ROUTINES = 50;

/** Joins calls to what they call: to functions of the sample by their parameters, to all others by what a table says of them. */
export class Calls {
  readonly #graph: FlowGraph;
  readonly #sites: SiteIndex;
  readonly #table: DataTable;
  readonly #contents: FileContents;
  readonly #parameters = new Set<ParameterUse>();

  constructor(graph: FlowGraph, sites: SiteIndex, table: DataTable, contents: FileContents) {
    this.#graph = graph;
    this.#sites = sites;
    this.#table = table;
    this.#contents = contents;
  }

  of(call: CallAt): Taint {
    const { means } = call.callee;
    if (means?.kind === 'routine') return this.#inside(call, means.routine, means.self === undefined ? 0 : 1);
    if (means?.kind === 'class') return this.#made(call, means.of);
    if (means?.kind === 'parameter') return this.#ofParameter(call, means.parameter);
    return this.#outside(call);
  }

  /** Joins calls of parameters to the functions that were given for them. */
  finish(): void {
    for (const { calls, routines, into } of this.#parameters) {
      for (const call of calls.slice(0, MOST_ROUTINES)) {
        for (const routine of routines) this.#join(call.given, routine, call.result);
        for (const to of into) for (const from of call.given) this.#graph.edge(from, to);
      }
    }
  }

  #made(call: CallAt, of: ClassOf): Taint {
    const builder = of.method('__init__') ?? of.method('constructor');
    if (builder !== undefined)
      this.#inside(call, builder.routine, builder.routine.parameters[0]?.name === 'self' ? 1 : 0);
    else for (const { taint } of call.given) this.#graph.edge(wholeOf(taint), of.whole);
    return { id: 0, means: { kind: 'instance', of } };
  }

  #inside(call: CallAt, routine: Routine, skipped: number): Taint {
    const { line, step } = placeOf(call);
    const result = this.#graph.node(step(`returned by ${routine.name}`));
    routine.callers.push(result);
    const { parameters } = routine;
    const enter = (index: number, { taint }: Argument): void => {
      const parameter = parameters[index] ?? parameters.at(-1);
      if (parameter === undefined || (index >= parameters.length && !parameter.isRest)) return;
      this.#remember(parameter.node, taint);
      const from = wholeOf(taint);
      if (from === 0) return;
      const argument = this.#graph.union([from], { ...line, what: `passed to ${routine.name} as ${parameter.name}` });
      this.#graph.pass(argument, parameter.node, result);
    };
    let position = skipped;
    for (const one of call.given) {
      if (one.isSpread) for (let index = position; index < parameters.length; index++) enter(index, one);
      else if (one.name === undefined) enter(position++, one);
      else {
        const index = parameters.findIndex(({ name }) => name === one.name);
        if (index >= 0 || parameters.at(-1)?.isRest) enter(index >= 0 ? index : parameters.length, one);
      }
    }
    return { id: result };
  }

  readonly #byParameter = new Map<number, ParameterUse>();

  /** The parameter at a place, as what its function may call. */
  parameter(node: number): ParameterUse {
    const known = this.#byParameter.get(node) ?? { calls: [], routines: new Set(), into: [] };
    this.#byParameter.set(node, known);
    this.#parameters.add(known);
    return known;
  }

  /** A function that is given for a parameter may be called there. */
  #remember(parameter: number, { means }: Taint): void {
    if (means?.kind !== 'routine') return;
    const { routines } = this.parameter(parameter);
    if (routines.size < MOST_ROUTINES) routines.add(means.routine);
  }

  #ofParameter(call: CallAt, { calls }: ParameterUse): Taint {
    const given = call.given.map(({ taint }) => wholeOf(taint));
    const result = this.#graph.union([call.callee.id, ...given, this.#graph.node()]);
    calls.push({ given, result });
    return { id: result };
  }

  #join(given: readonly number[], routine: Routine, result: number): void {
    routine.callers.push(result);
    routine.parameters.forEach(({ node }, index) => {
      const from = given[index] ?? 0;
      if (from !== 0) this.#graph.pass(this.#graph.union([from]), node, result);
    });
  }

  /** A call of what is no part of the sample. */
  #outside(call: CallAt): Taint {
    const own = this.#sitesOf(call);
    useArguments(this.#graph, call, own);
    useMarked(this.#graph, call, this.#sites.markedAt(call.file, call.node));
    if (own.length === 0) handOver(this.#graph, call, this.#table, this.#contents);
    const origin = this.#originOf(call, own);
    const given = call.given.map(({ taint }) => wholeOf(taint));
    this.#fill(call, given);
    const source =
      origin === undefined
        ? 0
        : this.#graph.node(
            placeOf(call).step(origin.source === '*' ? (call.name ?? '*') : shownOrigin(call, origin.source)),
          );
    if (origin !== undefined && source !== 0) this.#graph.origins.set(source, origin);
    const carried = this.#isSilent(call, own)
      ? []
      : [call.callee.id, call.receiver === undefined ? 0 : wholeOf(call.receiver), ...given];
    const read = keepContents(this.#graph, this.#contents, own, [source, ...given]);
    const from = this.#graph.union([source, ...carried, ...read]);
    const returned = this.#callBack(call, from);
    const opened = own.filter((site) => isOpened(site));
    return {
      id: this.#cleaned(call, this.#graph.union([from, ...returned])),
      means: opened.length > 0 ? { kind: 'handle', sites: opened } : undefined,
    };
  }

  #originOf({ name, receiver }: CallAt, own: readonly Site[]): Origin | undefined {
    const origins = own.map(originOf).filter((origin) => origin !== undefined);
    const [first] = origins;
    if (first !== undefined) return origins.find(({ kind }) => kind === 'secret') ?? first;
    if (name === undefined) return undefined;
    // What a source gives by its own methods is what came in with it.
    const isOfSource = receiver !== undefined && wholeOf(receiver) !== 0;
    const source = isOfSource ? name : (knownPrefix(this.#table.sources, name) ?? name);
    const kind = this.#table.sources.get(source);
    return kind === undefined ? undefined : { kind, source };
  }

  /** Sites at the place of a call that name what is called; the innermost call has those that no name tells apart. */
  #sitesOf({ file, node, name, isInnermost }: CallAt): Site[] {
    const here = this.#sites.at(file, node);
    const named = here.filter((site) => site.callee === name);
    return named.length > 0 || !isInnermost
      ? named
      : here.filter(({ capability }) => capability !== 'environment.read');
  }

  #fill({ method, receiver }: CallAt, given: readonly number[]): void {
    if (receiver?.means?.kind !== 'record' || method === undefined || !this.#table.filling.has(method)) return;
    for (const id of given) {
      this.#graph.edge(id, receiver.means.rest);
    }
  }

  /** What is done with data elsewhere does not come back: a request answers, it does not repeat what it was sent. */
  #isSilent({ name, method }: CallAt, own: readonly Site[]): boolean {
    if (own.some(({ capability }) => !PASSING.test(capability))) return true;
    if (name !== undefined && this.#table.silent.has(name)) return true;
    return method !== undefined && this.#table.silentMethods.has(method);
  }

  #cleaned({ name, method }: CallAt, id: number): number {
    const bits =
      (name === undefined ? undefined : this.#table.sanitizers.get(name)) ?? this.#table.sanitizers.get(`.${method}`);
    if (bits === undefined || id === 0) return id;
    const cleaned = this.#graph.node();
    this.#graph.edge(id, cleaned);
    this.#graph.clean(cleaned, bits);
    return cleaned;
  }

  /** Functions given to a call may be called with what it brings or with the object it belongs to; what they return may come back. */
  #callBack(call: CallAt, from: number): number[] {
    const results: number[] = [];
    for (const { taint } of call.given) {
      if (taint.means?.kind !== 'routine') continue;
      const { routine } = taint.means;
      const result = this.#graph.node();
      this.#join(
        routine.parameters.map(() => from),
        routine,
        result,
      );
      results.push(result);
    }
    return results;
  }
}

/** Sites whose value is made of what they were given. */
const PASSING = /^(code\.eval|code\.deserialize|file\.read|secret\.read|resource\.exhaust|clock\.|system\.probe)/;

function isOpened({ capability, callee }: Site): boolean {
  if (capability === 'file.write') return /open|createWriteStream|WriteStream|File|fdopen/.test(callee);
  return /^network\.(connect|send)$/.test(capability) && /connect|request|Socket|SMTP|FTP|Telnet|get$/.test(callee);
}

function shownOrigin({ name }: CallAt, source: string): string {
  return name === undefined || name === source ? source : `${name} ${source}`;
}

function placeOf({ file, node }: CallAt): {
  line: { file: string; line: number };
  step: (what: string) => { file: string; line: number; what: string };
} {
  const line = { file, line: node.row + 1 };
  return { line, step: (what) => ({ ...line, what }) };
}
