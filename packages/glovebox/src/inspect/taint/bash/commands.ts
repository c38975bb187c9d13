import type { Site } from '../../site.ts';
import { childOf, childrenOf, partsOf, type SyntaxNode } from '../../syntax/node.ts';
import type { Part } from '../graph.ts';
import { isSink } from '../parts.ts';
import { fileOrigin, originOf } from '../sites.ts';
import { give, type Here, type Input, originAt, plain, stepAt } from './here.ts';
import { inputOf } from './input.ts';
import { held } from './words.ts';

/** A word of a command with the data it holds. */
interface Word {
  readonly text: string;
  readonly id: number;
}

/** Reads a command and gives what it prints. */
export function command(node: SyntaxNode, input: Input, here: Here): number {
  const name = childOf(node, 'name');
  const called = name === undefined ? '' : plain(name, here);
  for (const part of partsOf(node)) if (part.type === 'variable_assignment') held(childOf(part, 'value') ?? part, here);
  let stream = input;
  for (const redirect of childrenOf(node, 'redirect')) stream = inputOf(redirect, here) ?? stream;
  const words = childrenOf(node, 'argument').map((word): Word => ({ text: plain(word, here), id: held(word, here) }));
  const own = here.scripts.functions.get(called);
  if (own !== undefined) return callOf(node, own, words, stream, here);
  if (called === 'read' || called === 'mapfile' || called === 'readarray') return readInto(node, words, stream, here);
  const [first, target, ...printed] = words;
  if (called === 'printf' && first?.text === '-v' && target !== undefined) {
    give(node, target.text, here.scripts.graph.union(printed.map(({ id }) => id)), here, false);
    return 0;
  }
  const sites = here.scripts.sites.at(here.source.file, node);
  if (
    (called === 'source' || called === '.') &&
    first !== undefined &&
    here.scripts.include(here.source.file, first.text, here)
  )
    return 0;
  const files = words.map((word) => readBy(word, sites, here));
  const origins = sites.map((site) => ({ site, id: originNode(node, site, here) }));
  const nameId =
    name === undefined ? 0 : here.scripts.graph.union([held(name, here), here.scripts.contents.at(called)]);
  useCommand({ node, words, files, stream, origins, sites, nameId }, here);
  keepFiles(sites, [stream ?? 0, ...words.map(({ id }) => id), ...files, ...origins.map(({ id }) => id)], here);
  if (SILENT.test(called)) return 0;
  const carried = sites.some(({ capability }) => /^network\./.test(capability))
    ? []
    : [stream ?? 0, ...words.map(({ id }) => id), ...files];
  return here.scripts.graph.union([...carried, ...origins.map(({ id }) => id)]);
}

const SILENT =
  /^(wc|test|\[|true|false|:|md5sum|sha1sum|sha224sum|sha256sum|sha384sum|sha512sum|b2sum|cksum|sum|cmp|stat|sleep|cd|mkdir|touch|rm|chmod|chown|kill|exit|return|basename|dirname|seq|ls|du|df)$/;

/** What the script wrote to a file before and now reads again: `file`, `@file`, `name=@file`. */
function readBy({ text: word }: Word, sites: readonly Site[], here: Here): number {
  const path = word.slice(word.lastIndexOf('@') + 1);
  if (sites.some(({ capability, target }) => capability === 'file.write' && target === path)) return 0;
  return /[/.]/.test(path) ? here.scripts.contents.at(path) : 0;
}

function originNode(node: SyntaxNode, site: Site, here: Here): number {
  const origin = site.capability === 'code.eval' || site.capability === 'process.spawn' ? undefined : originOf(site);
  const what = site.target === undefined ? site.callee : `${site.callee} ${site.target}`;
  return origin === undefined ? 0 : originAt(node, origin, what, here);
}

/** `read x y`: from the input, or from whoever sits at the terminal. */
function readInto(node: SyntaxNode, words: readonly Word[], input: Input, here: Here): number {
  const from = input ?? originAt(node, { kind: 'user-input', source: 'read' }, 'read', here);
  const names = words.map((word) => word.text).filter((word) => /^[A-Za-z_]\w*$/.test(word));
  for (const name of names.length > 0 ? names : ['REPLY']) give(node, name, from, here, false);
  return 0;
}

function callOf(
  node: SyntaxNode,
  routine: NonNullable<ReturnType<Here['scripts']['functions']['get']>>,
  words: readonly Word[],
  input: Input,
  here: Here,
): number {
  const { graph } = here.scripts;
  const result = graph.node(stepAt(node, `printed by ${routine.name}`, here));
  routine.callers.push(result);
  const enter = (index: number, from: number): void => {
    const parameter = routine.parameters[index];
    if (parameter === undefined || from === 0) return;
    graph.pass(graph.union([from], stepAt(node, `passed to ${routine.name}`, here)), parameter.node, result);
  };
  words.forEach((word, index) => {
    enter(Math.min(index, 9), word.id);
  });
  enter(10, input ?? 0);
  return result;
}

interface Used {
  readonly node: SyntaxNode;
  readonly words: readonly Word[];
  readonly files: readonly number[];
  readonly stream: Input;
  readonly origins: readonly { readonly site: Site; readonly id: number }[];
  readonly sites: readonly Site[];
  readonly nameId: number;
}

const INTERPRETER = /^((ba|da|z|k|c|tc|a|fi)?sh|source|\.|python[\d.]*|node|perl|ruby|php)$/;
const CONTENT = /^(-d|--data.*|-F|--form.*|-T|--upload-file|--json|--post-data.*|--post-file.*|--body-data.*)/;
const CREDENTIAL =
  /^(-H|--header|-u|--user|-b|--cookie|-A|--user-agent|-e|--referer|-E|--cert|--key|-i|-p|-k|--password|--token)$/;

function useCommand(used: Used, here: Here): void {
  const { words, files, stream, origins, sites, nameId } = used;
  const { graph } = here.scripts;
  for (const site of sites) {
    if (!isSink(site)) continue;
    if (site.capability === 'process.spawn') {
      graph.use(nameId, { site, part: 'target' });
      if (INTERPRETER.test(site.callee))
        graph.use(files[words.findIndex(({ text: word }) => !word.startsWith('-'))] ?? 0, { site, part: 'target' });
    } else if (site.capability === 'code.eval') {
      for (const [index, { id }] of words.entries())
        graph.use(graph.union([id, files[index] ?? 0]), { site, part: 'target' });
      if (words.every(({ text: word }) => /^-([^ce]*|-)$/.test(word))) graph.use(stream ?? 0, { site, part: 'target' });
    } else if (site.capability.startsWith('network.')) {
      useRequest(site, used, here);
      graph.use(stream ?? 0, { site, part: 'content' });
      for (const origin of origins)
        if (!origin.site.capability.startsWith('network.')) graph.use(origin.id, { site, part: 'content' });
    } else if (site.capability === 'file.write') graph.use(stream ?? 0, { site, part: 'content' });
  }
}

const UPLOADS = /^(-T|--upload-file|--post-file|--body-file)$/;

/** A file that is sent by naming it. */
function uploaded({ text: path }: Word, node: SyntaxNode, here: Here): number {
  const origin = fileOrigin(path);
  return origin === undefined ? 0 : originAt(node, origin, path, here);
}

/** Each word of a client's command line by the option before it. */
function useRequest(site: Site, { node, words, files }: Used, here: Here): void {
  const { graph } = here.scripts;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1]?.text ?? '';
    const part: Part =
      CONTENT.test(before) || CONTENT.test(word.text) ? 'content' : CREDENTIAL.test(before) ? 'credential' : 'target';
    graph.use(word.id, { site, part });
    graph.use(files[index] ?? 0, { site, part: part === 'target' ? 'content' : part });
    if (UPLOADS.test(before)) graph.use(uploaded(word, node, here), { site, part: 'content' });
  }
}

/** What a command writes to a file is what was given to it. */
function keepFiles(sites: readonly Site[], given: readonly number[], here: Here): void {
  const { graph } = here.scripts;
  for (const site of sites) {
    if (site.capability !== 'file.write' || site.target === undefined) continue;
    const file = here.scripts.contents.at(site.target.slice(0, 300));
    for (const id of given) graph.edge(id, file);
  }
}

/** What is printed into the place of some sites. */
export function useSites(node: SyntaxNode, printed: number, here: Here): void {
  for (const site of here.scripts.sites.at(here.source.file, node))
    if (isSink(site)) here.scripts.graph.use(printed, { site, part: 'content' });
}
