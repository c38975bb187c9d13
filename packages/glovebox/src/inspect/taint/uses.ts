import type { Site } from '../site.ts';
import type { CallAt } from './call.ts';
import type { FileContents } from './contents.ts';
import type { FlowGraph } from './graph.ts';
import type { DataTable } from './language.ts';
import { type Taint, wholeOf } from './meaning.ts';
import { type Given, isNested, isSink, partOf } from './parts.ts';

/** Says which data reaches the sites of a call, and as what. */
export function useArguments(graph: FlowGraph, call: CallAt, sites: readonly Site[]): void {
  for (const site of sites) {
    if (!isSink(site)) continue;
    if (call.receiver !== undefined && /^pathlib\./.test(site.callee))
      graph.use(wholeOf(call.receiver), { site, part: 'target' });
    let position = 0;
    for (const { taint, name } of call.given)
      use(graph, site, taint, { position: name === undefined ? position++ : undefined, name });
  }
}

/** Names of the argument that is read as a statement, a page, a document or an address. */
const READ_AS_CODE =
  /^(sql|query|statement|stmt|operation|text|source|template_?(string)?|string|location|url|path|to)$/i;

/** Says which data a call reads as code that is no capability of its own: the first argument, or the one of that name. */
export function useMarked(graph: FlowGraph, call: CallAt, ends: readonly Site[]): void {
  for (const site of ends) {
    const first = call.given.find(({ name }) => name === undefined);
    for (const one of call.given)
      if (one === first || site.callee === 'redirect' || (one.name !== undefined && READ_AS_CODE.test(one.name)))
        graph.use(wholeOf(one.taint), { site, part: 'target' });
  }
}

/** What was opened before is acted on now: `f.write(x)` on what `open` gave. */
export function handOver(
  graph: FlowGraph,
  { method, receiver, given }: CallAt,
  table: DataTable,
  contents: FileContents,
): void {
  if (method !== undefined && receiver !== undefined && PIPES.test(method)) pipe(graph, receiver, given);
  if (method === undefined || receiver?.means?.kind !== 'handle' || !table.handing.has(method)) return;
  for (const site of receiver.means.sites) {
    const file = site.capability === 'file.write' ? contents.at(site.target) : 0;
    for (const { taint } of given) {
      graph.use(wholeOf(taint), { site, part: 'content' });
      graph.edge(wholeOf(taint), file);
    }
  }
}

const PIPES = /^(pipe|pipeTo|pipeThrough)$/;

/** `from.pipe(to)`: all of one stream goes where the other was opened. */
function pipe(graph: FlowGraph, receiver: Taint, given: CallAt['given']): void {
  for (const { taint } of given)
    for (const site of taint.means?.kind === 'handle' ? taint.means.sites : [])
      graph.use(wholeOf(receiver), { site, part: 'content' });
}

function use(graph: FlowGraph, site: Site, taint: Taint, given: Given): void {
  const isRequest = site.capability.startsWith('network.');
  if (isRequest && taint.means?.kind === 'record') {
    const isHeld = given.name !== undefined && isNested(given.name);
    if (isHeld || isOptions(site, taint, given)) {
      if (isHeld) useNamed(graph, site, taint);
      else useOptions(graph, site, taint);
      return;
    }
  }
  const part = isRequest && given.name === 'params' ? 'content' : partOf(site, given);
  if (part !== undefined) graph.use(wholeOf(taint), { site, part });
}

/** Headers and fields of a query: what proves who one is, and everything else. */
function useNamed(graph: FlowGraph, site: Site, { means }: Taint): void {
  if (means?.kind !== 'record') return;
  for (const [name, field] of means.fields) {
    const isCredential = partOf(site, { position: undefined, name }) === 'credential';
    graph.use(wholeOf(field), { site, part: isCredential ? 'credential' : 'content' });
  }
  graph.use(means.rest, { site, part: 'content' });
}

/** Methods whose second argument is the body itself. */
const BODY_SECOND = /\.(post|put|patch|write|send|end|push|set|emit)$/;
const OPTION_NAMES = /^(headers|method|body|data|url|uri|host|hostname|auth|json|params|form)$/;

function isOptions({ callee }: Site, { means }: Taint, { position, name }: Given): boolean {
  if (means?.kind !== 'record' || name !== undefined) return false;
  if (position !== undefined && position < 2 && BODY_SECOND.test(callee)) return false;
  return [...means.fields.keys()].some((field) => OPTION_NAMES.test(field));
}

/** Each part of a request's options has its own meaning: `fetch(url, { headers, body })`. */
function useOptions(graph: FlowGraph, site: Site, { means }: Taint): void {
  if (means?.kind !== 'record') return;
  for (const [name, field] of means.fields) use(graph, site, field, { position: undefined, name });
  graph.use(means.rest, { site, part: 'content' });
}

/** What is written to files, and which files a command runs or reads. Gives what comes out of those that are read. */
export function keepContents(
  graph: FlowGraph,
  contents: FileContents,
  sites: readonly Site[],
  given: readonly number[],
): number[] {
  const read: number[] = [];
  for (const site of sites) {
    if (site.capability === 'file.write') for (const id of given) graph.edge(id, contents.at(site.target));
    if (site.capability === 'file.read' || site.capability === 'secret.read') read.push(contents.at(site.target));
    if (site.capability === 'process.spawn')
      for (const file of contents.named(site.target)) graph.use(file, { site, part: 'target' });
  }
  return read;
}
