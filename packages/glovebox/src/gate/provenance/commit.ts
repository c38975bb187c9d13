import type { Provenance } from '../result.ts';
import { ASSISTANTS, DISCLOSING, NAMING } from './assistants.ts';
import { assistantCalled, type Identify } from './identify.ts';

/** A commit of the change, as git tells it. All of it is its author's word. */
export interface ChangeCommit {
  readonly id: string;
  readonly author: Person;
  readonly committer: Person;
  /** Subject, body and trailers. */
  readonly message: string;
  /** Notes by the last part of their ref: `glovebox`, `ai`. */
  readonly notes?: Readonly<Record<string, string>>;
}

interface Person {
  readonly name: string;
  readonly address: string;
}

export type Reason = Provenance['reasons'][number];

/** As much of a message as is read. */
const LONGEST = 64 * 1024;
const TRAILER = /^\s*([A-Za-z][A-Za-z-]{1,40})\s*:\s*(\S.{0,400})$/;

/** What of a commit says that a model wrote it, or had a part in it. */
export function reasonsOfCommit(commit: ChangeCommit, identify: Identify): Reason[] {
  const where = `commit ${commit.id.slice(0, 12)}`;
  const message = commit.message.slice(0, LONGEST);
  return [
    ...ofPerson('author', commit.author, identify),
    ...ofPerson('committer', commit.committer, identify),
    ...message.split(/\r?\n/).flatMap((line) => ofLine(line, identify)),
    ...Object.entries(commit.notes ?? {}).flatMap(([ref, note]) => ofNote(ref, note.slice(0, LONGEST))),
  ].map((what) => ({ what, where }));
}

function ofPerson(role: string, { name, address }: Person, identify: Identify): string[] {
  const who = identify(name, address);
  return who === undefined ? [] : [`${role} ${name} <${address}> is ${who}`];
}

function ofLine(line: string, identify: Identify): string[] {
  const [, key = '', value = ''] = TRAILER.exec(line) ?? [];
  const trailer = key.toLowerCase();
  const own = ASSISTANTS.find(({ trailers }) => trailers?.includes(trailer));
  if (own !== undefined) return [`${key}: ${value} is ${own.name}’s`];
  const [name, address] = personIn(value);
  const who = identify(name, address);
  if (NAMING.has(trailer) && who !== undefined) return [`${key}: ${value} is ${who}`];
  // With an address nobody knows it is a person who helped.
  if (DISCLOSING.has(trailer) && value !== '' && (address === '' || who !== undefined)) return [`${key}: ${value}`];
  return saidIn(line);
}

function personIn(value: string): [name: string, address: string] {
  const [, name, address] = /^([^<]*)<([^<>]*)>/.exec(value) ?? [];
  return address === undefined ? [value, ''] : [(name ?? '').trim(), address];
}

const SAID =
  /\b(?:generated|created|made|written|authored|implemented|opened)\s+(?:automatically\s+|entirely\s+)?(?:with|by|using)\s+\[?([\w .-]{2,40})/gi;

/** Sentences such as “Generated with [Claude Code](…)”, in a message or a pull request’s text. */
export function saidIn(text: string): string[] {
  return [...text.matchAll(SAID)].flatMap(([sentence, name = '']) =>
    assistantCalled(name) === undefined ? [] : [`“${sentence.trim()}”`],
  );
}

/** `glovebox` notes say `author: model`; those of git-ai (`ai`) list the tools that wrote lines. */
function ofNote(ref: string, note: string): string[] {
  if (ref === 'glovebox')
    return /^\s*author\s*:\s*model\b.{0,200}$/im.test(note) ? ['its note says author: model'] : [];
  const tools = [...note.matchAll(/"tool"\s*:\s*"([^"]{1,60})"/g)].map(([, tool = '']) => tool);
  return [...new Set(tools)].map((tool) => `its note in refs/notes/${ref} names ${tool}`);
}
