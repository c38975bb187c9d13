import { readFile, stat } from 'node:fs/promises';
import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { TARGET_CLASSES, type TargetClass, type TargetLists } from '../inspect/targets.ts';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import { networkFrom } from './network.ts';
import { DEFAULT_EXPLORE, DEFAULT_POLICY, type Policy } from './policy.ts';
import { type PolicyFile, policyFileSchema } from './schema.ts';

/** Far more than a policy needs, and little enough to parse at once. */
const MAX_POLICY_BYTES = 1024 * 1024;

/** Reads a policy file. Throws `policy-invalid` with file, line, key and the legal values. */
export async function loadPolicy(path: string): Promise<Policy> {
  return parsePolicy(path, await readPolicy(path));
}

/** A policy from YAML text; `path` is how errors name it. */
export function parsePolicy(path: string, text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const line = lines.linePos(broken.pos[0]).line;
    throw invalid(`${path}:${line}: ${broken.message.split('\n')[0]}`, 'Correct the YAML.');
  }
  const parsed = policyFileSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return resolve(path, parsed.data);
  const issues = parsed.error.issues.map(deepest).filter((issue) => issue !== undefined);
  // A misspelt key is the cause where its right spelling is missed as well.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw invalid(`${path}: not a policy`, 'Correct it.');
  throw issueError(path, issue, document, lines);
}

function resolve(path: string, file: PolicyFile): Policy {
  const limits = typeof file.limits === 'object' ? file.limits : { profile: file.limits };
  const { profile = 'default', ...changed } = limits;
  return {
    limits: { ...LIMIT_PROFILES[profile], ...withoutUndefined(changed) },
    thresholds: file.thresholds ?? DEFAULT_POLICY.thresholds,
    ...(file.imports !== undefined && { imports: file.imports }),
    ...(file.permit !== undefined && { permit: withoutUndefined(file.permit) }),
    ...(file.canaries !== undefined && { canaries: file.canaries }),
    ...(file.network !== undefined && { network: networkFrom(path, file.network) }),
    ...(file.explore !== undefined && { explore: { ...DEFAULT_EXPLORE, ...withoutUndefined(file.explore) } }),
    ...(file.targets !== undefined && { targets: placesFrom(path, file.targets) }),
  };
}

/** Every list as the file leaves it. Taking away what is not there is a mistake: the place would go on counting. */
function placesFrom(path: string, changes: NonNullable<PolicyFile['targets']>): TargetLists {
  const lists: Record<TargetClass, readonly string[]> = { ...TARGET_CLASSES };
  for (const [name, change] of Object.entries(changes) as [TargetClass, (typeof changes)[TargetClass]][]) {
    if (change === undefined) continue;
    if (Array.isArray(change)) {
      lists[name] = change;
      continue;
    }
    const { add = [], remove = [] } = change;
    const absent = remove.find((place) => !lists[name].includes(place));
    if (absent !== undefined)
      throw invalid(
        `${path}: targets.${name}.remove names ${absent}, which is not on the list`,
        'Write it as it stands there.',
      );
    lists[name] = [...lists[name].filter((place) => !remove.includes(place)), ...add];
  }
  return lists;
}

async function readPolicy(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_POLICY_BYTES) throw invalid(`${path} is larger than 1 MiB`, 'Give a policy file.');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new GloveboxError('policy-invalid', `cannot read the policy ${path}: ${reason}`, 'Check the path.', {
      cause,
    });
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

function issueError(path: string, issue: Issue, document: Document, lines: LineCounter): GloveboxError {
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const where = [...issue.path, ...(key === undefined ? [] : [key])];
  const offset = offsetOf(document, where) ?? 0;
  const name = where.map(String).join('.');
  const at = `${path}:${lines.linePos(offset).line}`;
  if (key !== undefined)
    return invalid(`${at}: unknown key ${name}`, `Legal keys there: ${legalKeys(issue.path).join(', ')}.`);
  const value = document.getIn(issue.path);
  const shown = isCollection(value) ? 'a collection' : JSON.stringify(value);
  const legal =
    issue.code === 'invalid_value' ? `Legal values: ${issue.values.map(String).join(', ')}.` : 'Correct the value.';
  return invalid(`${at}: ${name} is ${shown}: ${issue.message}`, legal);
}

/** Where in the text a key stands. */
function offsetOf(document: Document, where: readonly PropertyKey[]): number | undefined {
  const parent = where.length === 1 ? document.contents : document.getIn(where.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === where.at(-1));
    if (isScalar(pair?.key)) return pair.key.range?.[0];
  }
  const node = document.getIn(where, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

function legalKeys(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = policyFileSchema;
  for (const key of path) {
    const object = asObject(schema);
    const next = object?.shape[String(key)];
    if (next === undefined) break;
    schema = next;
  }
  return Object.keys(asObject(schema)?.shape ?? {});
}

/** The object behind `optional` and the object branch of a union. */
function asObject(schema: z.core.$ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodOptional) return asObject(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.map(asObject).find((option) => option !== undefined);
  return schema instanceof z.ZodObject ? schema : undefined;
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}

function invalid(message: string, remedy: string): GloveboxError {
  return new GloveboxError('policy-invalid', message, remedy);
}
