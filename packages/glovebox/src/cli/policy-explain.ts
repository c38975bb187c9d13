import { GloveboxError } from '../error.ts';
import { importsBeyond } from '../judge/imports.ts';
import { discoverPolicy, pathBelow } from '../policy/discover.ts';
import { type ActAnswer, decidedBy, explainAct } from '../policy/explained.ts';
import type { Layer } from '../policy/layer.ts';
import { placeIn } from '../policy/layer.ts';
import { loadStack } from '../policy/load.ts';
import { PERMITTABLE } from '../policy/permits.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { diskReader } from '../policy/reader.ts';
import { holds, policyOf } from '../policy/resolve.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { styleFor, wantsColour } from '../report/style.ts';
import { EXIT } from './exit.ts';
import { writeResult } from './output.ts';
import type { PolicyCommandOptions } from './policy-command.ts';
import { keysOf } from './policy-keys.ts';

/** Capabilities that can be asked about. */
const ASKED = [...PERMITTABLE, 'network.resolve', 'network.send', 'code.import'];

interface Asked {
  readonly capability: string | undefined;
  readonly target: string | undefined;
}

/** `glovebox policy explain`: the exit code is 0 whatever the answer; `policy test` is what fails. */
export async function policyExplainCommand(
  path: string,
  { capability, target }: Asked,
  { policy: named, format }: PolicyCommandOptions,
): Promise<number> {
  if (capability !== undefined) demandAct(capability, target);
  const found =
    typeof named === 'string' ? { file: named, path: pathBelow(named, path), ignored: [] } : discoverPolicy(path);
  const all = found.file === undefined ? [] : (await loadStack(found.file)).layers;
  const layers = all.filter((layer) => holds(layer, found.path));
  const policy = found.file === undefined ? DEFAULT_POLICY : await policyOf(layers, diskReader);
  const answer = capability === undefined ? undefined : answerFor(layers, policy, capability, target ?? '');
  const values = new Map(keysOf(policy).map(({ key, value }) => [key, value]));
  const answers = {
    path,
    ...(found.file !== undefined && { file: found.file }),
    sections: [...new Set(layers.flatMap(({ globs }) => globs.at(-1) ?? []))],
    ignored: found.ignored,
    keys: decidedBy(layers).map(({ key, places }) => ({ key, value: values.get(key) ?? '', places })),
    ...(answer && { act: { capability, target, ...answer } }),
  };
  await writeResult(format === 'json' ? renderJson({ schema: 'glovebox.policy/1', ...answers }) : textOf(answers));
  return EXIT.allow;
}

function demandAct(capability: string, target: string | undefined): void {
  if (!ASKED.includes(capability))
    throw new GloveboxError('usage', `a policy permits no ${capability}`, `Ask about one of ${ASKED.join(', ')}.`);
  if (target === undefined)
    throw new GloveboxError(
      'usage',
      `${capability} of what?`,
      'Add the target, such as pypi.org:443, ./out.csv or git.',
    );
}

/** What a policy says of an act; of a module by its list of imports. */
export function answerFor(layers: readonly Layer[], policy: Policy, capability: string, target: string): ActAnswer {
  if (capability !== 'code.import') return explainAct(layers, policy, capability, target);
  if (policy.imports === undefined)
    return { isPermitted: true, why: 'the policy lists no imports: every module may be imported' };
  if (!allows(policy.imports.allow, target))
    return { isPermitted: false, why: 'imports.allow does not list it: the sample does not run' };
  const layer = layers.findLast(({ said }) => allows(said.imports?.allow ?? [], target));
  const listed = layer?.said.imports?.allow ?? [];
  const index = listed.findLastIndex((name) => allows([name], target));
  const by = layer && { place: placeIn(layer, ['imports', 'allow', index]), entry: listed[index] ?? '' };
  return { isPermitted: true, ...(by && { by }), why: 'imports.allow lists it' };
}

function allows(allow: readonly string[], target: string): boolean {
  const site = {
    id: 'site:1',
    capability: 'code.import',
    callee: 'import',
    target,
    file: '',
    line: 1,
    column: 1,
    endLine: 1,
  } as const;
  const plain = allow.map((name) => name.replace(/^node:/, ''));
  return importsBeyond({ imports: { allow: plain } }, { files: [] }, { sites: [site] }).length === 0;
}

function answerOf({ isPermitted, by }: ActAnswer): string {
  if (!isPermitted) return 'not permitted';
  return by === undefined ? 'not restricted' : 'permitted';
}

interface Told {
  readonly path: string;
  readonly file?: string;
  readonly sections: readonly string[];
  readonly ignored: readonly { readonly file: string; readonly why: string }[];
  readonly keys: readonly { readonly key: string; readonly value: string; readonly places: readonly string[] }[];
  readonly act?: Asked & ActAnswer;
}

function textOf({ path, file, sections, ignored, keys, act }: Told): string {
  const style = styleFor(wantsColour(process.stdout));
  const width = Math.max(8, ...keys.map(({ key }) => key.length));
  const lines = [
    `${path}: ${file ?? 'the default policy'}${sections.length === 0 ? '' : `, section ${sections.join(', ')}`}`,
    ...ignored.map((one) => `not obeyed: ${one.file}: ${one.why}`),
    ...keys.flatMap(({ key, value, places }) => [
      `${key.padEnd(width)}  ${value}`,
      `${' '.repeat(width)}  by ${places.join(', ')}`,
    ]),
    ...(act === undefined
      ? []
      : [
          '',
          `${act.capability} ${act.target}: ${answerOf(act)}${act.by ? ` by ${act.by.place} (${act.by.entry})` : ''}`,
          `  ${act.why}`,
        ]),
  ];
  return `${lines.map((line) => (line.trimStart().startsWith('by ') ? style.dim(neutralize(line)) : neutralize(line))).join('\n')}\n`;
}
