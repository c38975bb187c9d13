import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { z } from 'zod';
import { GloveboxError } from '../error.ts';

/** Far more than a policy needs, and little enough to parse at once. */
export const MAX_POLICY_BYTES = 1024 * 1024;
/** An alias of aliases counts as often as it would be written. */
const MOST_ALIASES = 100;

/** A file as it was checked, and where in it things stand. */
export interface Written<Value> {
  readonly path: string;
  readonly value: Value;
  /** The line of a key or of an element of a list, from 1; undefined where the file has no such key. */
  lineOf(where: readonly PropertyKey[]): number | undefined;
}

/** Checks YAML text against a schema. Throws `policy-invalid` with file, line, key and the legal values. */
export function parseWritten<Schema extends z.ZodType>(
  path: string,
  text: string,
  schema: Schema,
): Written<z.output<Schema>> {
  const lines = new LineCounter();
  const [contents, plain] = read(path, text.replace(/^\uFEFF/, ''), lines);
  const lineOf = (where: readonly PropertyKey[]) => {
    const offset = offsetOf(contents, where);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  const parsed = schema.safeParse(plain ?? {});
  if (parsed.success) return { path, value: parsed.data, lineOf };
  const issues = parsed.error.issues.map(deepest).filter((issue) => issue !== undefined);
  // A misspelt key is the cause where its right spelling is missed as well.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw invalid(`${path}: not a policy`, 'Correct it.');
  throw issueError(path, issue, plain, schema, lineOf);
}

function read(path: string, text: string, lines: LineCounter): [Node | null, unknown] {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) throw invalid(`${path} is larger than 1 MiB`, 'Give a policy file.');
  try {
    // The library's own look for keys that stand there twice compares every key with every other one.
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
    const broken = document.errors[0];
    if (broken !== undefined) {
      const line = lines.linePos(broken.pos[0]).line;
      throw invalid(
        `${path}:${line}: ${broken.message.replace(/ at line \d+, column \d+:.*$/s, '')}`,
        'Correct the YAML.',
      );
    }
    visit(document, { Map: (_, map) => refuseKeys(path, map, lines) });
    return [document.contents, document.toJS({ maxAliasCount: MOST_ALIASES })];
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    // Nested so deeply that the reader runs out of stack, or aliases that multiply.
    throw new GloveboxError('policy-invalid', `${path}: ${(cause as Error).message}`, 'Give a policy file.', { cause });
  }
}

function refuseKeys(path: string, { items }: YAMLMap, lines: LineCounter): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    const offset = isNode(key) ? key.range?.[0] : undefined;
    const at = `${path}:${lines.linePos(offset ?? 0).line}`;
    if (!isScalar(key)) throw invalid(`${at}: a key is a word`, 'Correct it.');
    const name = String(key.value);
    if (name === '__proto__') throw invalid(`${at}: unknown key __proto__`, 'Remove it.');
    if (seen.has(name)) throw invalid(`${at}: ${name} stands there twice`, 'Say it once.');
    seen.add(name);
  }
}

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the one that got furthest tells what the author meant; with its path from the top. */
function deepest(issue: Issue): Issue | undefined {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((errors) => errors[0]).filter((branch) => branch !== undefined);
  const meant = branches.find((branch) => branch.path.length > 0 || branch.code === 'unrecognized_keys') ?? branches[0];
  return meant && { ...meant, path: [...issue.path, ...meant.path] };
}

function issueError(
  path: string,
  issue: Issue,
  plain: unknown,
  schema: z.ZodType,
  lineOf: (where: readonly PropertyKey[]) => number | undefined,
): GloveboxError {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const where = [...issue.path, ...(unknown === undefined ? [] : [unknown])];
  const at = `${path}:${lineNear(where, lineOf)}`;
  const name = where.map(String).join('.') || 'the policy';
  if (unknown !== undefined)
    return invalid(
      `${at}: unknown key ${name}`,
      `Legal keys there: ${legalKeys(schema, issue.path).join(', ')}.${meant(unknown)}`,
    );
  if (issue.code === 'invalid_key') return invalid(`${at}: ${name}: ${issue.issues[0]?.message}`, 'Correct it.');
  const why = issue.code === 'invalid_value' ? '' : `: ${issue.message}`;
  return invalid(`${at}: ${name} is ${shown(plain, issue.path)}${why}`, legalValues(schema, issue));
}

/** What is missing stands where it would. */
function lineNear(
  where: readonly PropertyKey[],
  lineOf: (where: readonly PropertyKey[]) => number | undefined,
): number {
  for (let length = where.length; length > 0; length--) {
    const line = lineOf(where.slice(0, length));
    if (line !== undefined) return line;
  }
  return 1;
}

const ELSEWHERE: Readonly<Record<string, string>> = {
  'code.import': 'Packages are listed as imports: { allow: […] }.',
  packages: 'Packages are listed as imports: { allow: […] }.',
  overrides: 'Overrides are accepted one by one: glovebox override add.',
};

function meant(key: string): string {
  return Object.hasOwn(ELSEWHERE, key) ? ` ${ELSEWHERE[key]}` : '';
}

function shown(plain: unknown, where: readonly PropertyKey[]): string {
  let value: unknown = plain;
  for (const key of where) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  if (value === undefined) return 'missing';
  if (typeof value === 'object' && value !== null) return 'a collection';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function legalValues(schema: z.ZodType, issue: Issue): string {
  if (issue.code === 'invalid_value') return `Legal values: ${issue.values.map(String).join(', ')}.`;
  const named = schemaAt(schema, issue.path);
  if (named instanceof z.ZodNumber) {
    const { minValue, maxValue, isInt } = named;
    return `Legal: a ${isInt ? 'whole ' : ''}number from ${minValue} to ${maxValue}.`;
  }
  if (issue.code === 'invalid_type') {
    const keys = Object.keys(asObject(named)?.shape ?? {});
    if (keys.length > 0) return `Legal keys there: ${keys.join(', ')}.`;
  }
  return 'Correct the value.';
}

function legalKeys(schema: z.ZodType, where: readonly PropertyKey[]): string[] {
  return Object.keys(asObject(schemaAt(schema, where))?.shape ?? {});
}

/** What a schema says of the value at a place. */
function schemaAt(schema: z.core.$ZodType, where: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = schema;
  for (const key of where) at = at && memberOf(plainly(at), String(key));
  return at && plainly(at);
}

function memberOf(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => memberOf(plainly(option), key)).find((member) => member !== undefined);
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return /^\d+$/.test(key) ? schema.element : undefined;
  return schema instanceof z.ZodObject && Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
}

function plainly(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? plainly(schema.unwrap()) : schema;
}

function asObject(schema: z.core.$ZodType | undefined): z.ZodObject | undefined {
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => asObject(plainly(option))).find((option) => option !== undefined);
  return schema instanceof z.ZodObject ? schema : undefined;
}

/** Where in the text a key, or an element of a list, stands. */
function offsetOf(contents: Node | null, where: readonly PropertyKey[]): number | undefined {
  const parent = nodeAt(contents, where.slice(0, -1));
  const last = where.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = nodeAt(contents, where);
  return isNode(node) ? node.range?.[0] : undefined;
}

function nodeAt(contents: Node | null, where: readonly PropertyKey[]): unknown {
  return where.length === 0 ? contents : isCollection(contents) ? contents.getIn(where, true) : undefined;
}

export function invalid(message: string, remedy: string): GloveboxError {
  return new GloveboxError('policy-invalid', message, remedy);
}
