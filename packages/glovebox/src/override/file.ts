import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { z } from 'zod';
import { type AuditHead, headSchema } from './audit/line.ts';
import { type Ignored, type Override, overrideSchema } from './override.ts';

const FILE_SCHEMA = 'glovebox.overrides/1';
const MOST_OVERRIDES = 5_000;

/** `.glovebox/overrides.yaml` as it was read: what can be understood, and what cannot. */
export interface OverridesFile {
  readonly overrides: readonly Override[];
  readonly head?: AuditHead;
  readonly ignored: readonly Ignored[];
}

const NAME = 'overrides.yaml';

/** Never throws: of a file that is not understood nothing counts, and it says so. */
export function readOverrides(text: string | undefined): OverridesFile {
  if (text === undefined || text.trim() === '') return { overrides: [], ignored: [] };
  const content = contentOf(text);
  if (typeof content === 'string') return { overrides: [], ignored: [malformed(NAME, content)] };
  const overrides: Override[] = [];
  const ignored: Ignored[] = [];
  const ids = new Set<string>();
  for (const [index, entry] of content.overrides.slice(0, MOST_OVERRIDES).entries()) {
    const found = overrideSchema.safeParse(entry);
    const id = found.data?.id ?? nameOf(entry, index);
    if (!found.success) ignored.push(malformed(id, whatIsWrong(found.error)));
    else if (ids.has(id)) ignored.push({ id, reason: 'duplicate', message: `${id} stands in ${NAME} twice` });
    else overrides.push(found.data);
    ids.add(id);
  }
  return { overrides, ...(content.head !== undefined && { head: content.head }), ignored };
}

const contentSchema = z.strictObject({
  schema: z.literal(FILE_SCHEMA),
  head: headSchema.optional(),
  overrides: z.array(z.unknown()).default([]),
});

function contentOf(text: string): z.infer<typeof contentSchema> | string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return error.message.split('\n', 1)[0] ?? 'it is no YAML';
  try {
    const found = contentSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
    return found.success ? found.data : whatIsWrong(found.error);
  } catch (error) {
    return (error as Error).message;
  }
}

function nameOf(entry: unknown, index: number): string {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.slice(0, 40) : `number ${index + 1}`;
}

function whatIsWrong(error: z.ZodError): string {
  const [first] = error.issues;
  return `${first?.path.join('.') || 'it'}: ${first?.message ?? 'is wrong'}`;
}

function malformed(id: string, why: string): Ignored {
  return { id, reason: 'malformed', message: `${id} is not understood: ${why}` };
}

const BEGINNING = ` Findings that people accepted. Every entry is signed: change it with glovebox override add and remove.
 glovebox override list shows them, docs/overrides.md tells more.`;

/** The text with an override more, in its place by file, rule and id; comments and what else was written stay. */
export function withOverride(text: string | undefined, added: Override): string {
  return edited(text, (document, list) => {
    const key = orderOf(added);
    const at = list.items.findIndex((item) => isMap(item) && orderOf(item.toJSON()) > key);
    const node = document.createNode(added);
    if (at < 0) list.items.push(node);
    else list.items.splice(at, 0, node);
  });
}

/** The text without an override. */
export function withoutOverride(text: string, id: string): string {
  return edited(text, (_, list) => {
    list.items = list.items.filter((item) => !(isMap(item) && item.get('id') === id));
  });
}

/** The text with another head. */
export function withHead(text: string | undefined, head: AuditHead): string {
  return edited(text, (document) => document.set('head', document.createNode(head)));
}

function orderOf({ file, rule, id }: Partial<Override>): string {
  return `${file}\0${rule}\0${id}`;
}

/** What is written before the first entry belongs to it, not to whichever is the first. */
function ownComment(list: YAMLSeq): void {
  const [first] = list.items;
  if (!isMap(first) || list.commentBefore == null) return;
  first.commentBefore = list.commentBefore;
  list.commentBefore = null;
}

function edited(text: string | undefined, change: (document: Document, list: YAMLSeq) => void): string {
  const document: Document = parseDocument(text ?? '');
  if (!isMap(document.contents)) {
    document.contents = document.createNode({ schema: FILE_SCHEMA, overrides: [] });
    document.commentBefore = BEGINNING;
  }
  if (!isSeq(document.get('overrides'))) document.set('overrides', document.createNode([]));
  const list = document.get('overrides') as YAMLSeq;
  list.flow = false;
  ownComment(list);
  change(document, list);
  return document.toString({ lineWidth: 0 });
}
