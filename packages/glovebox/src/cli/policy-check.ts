import { GloveboxError } from '../error.ts';
import { discoverPolicy, POLICY_FILE } from '../policy/discover.ts';
import type { Layer } from '../policy/layer.ts';
import type { Stack } from '../policy/layers.ts';
import { loadStack } from '../policy/load.ts';
import { type Policy, policyDigest } from '../policy/policy.ts';
import { diskReader } from '../policy/reader.ts';
import { policyOf } from '../policy/resolve.ts';
import { refuseUnmatched } from '../policy/unmatched.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { EXIT } from './exit.ts';
import { writeResult } from './output.ts';
import type { PolicyCommandOptions } from './policy-command.ts';
import { type Key, keysOf } from './policy-keys.ts';
import { testsOf } from './policy-tests.ts';

/** `glovebox policy check`: exit code 2, with line and legal values, where it is not valid. */
export async function policyCheckCommand(
  name: string | undefined,
  { format, quiet }: PolicyCommandOptions,
): Promise<number> {
  const file = name ?? found();
  const stack = await loadStack(file);
  if (stack.written !== undefined) refuseUnmatched(stack.written);
  const tests = await testsOf(stack.written);
  const policy = await policyOf(
    stack.layers.filter(({ globs }) => globs.length === 0),
    diskReader,
  );
  const sections = await sectionsOf(stack);
  const extended = [...new Set(stack.layers.map(({ from }) => from))].filter((from) => from !== stack.written?.path);
  if (format === 'json') {
    const told = {
      file,
      digest: policyDigest(policy),
      extends: extended,
      policy: short(policy),
      sections: sections.map((section) => ({ ...section, policy: short(section.policy) })),
      tests: tests.length,
    };
    await writeResult(renderJson({ schema: 'glovebox.policy/1', ...told }));
    return EXIT.allow;
  }
  const lines = [
    `${neutralize(file)} is valid`,
    ...(quiet === true
      ? []
      : [
          policyDigest(policy),
          ...(extended.length === 0 ? [] : [`extends ${neutralize(extended.join(', '))}`]),
          ...(tests.length === 0 ? [] : [`${tests.length} tests (glovebox policy test runs them)`]),
          '',
          ...block('every path', keysOf(policy)),
          ...sections.flatMap((section) => changed(policy, section)),
        ]),
  ];
  await writeResult(`${lines.join('\n').trimEnd()}\n`);
  return EXIT.allow;
}

/** The policy that stands here or above. */
export function found(): string {
  const { file } = discoverPolicy('-');
  if (file !== undefined) return file;
  throw new GloveboxError('usage', `there is no ${POLICY_FILE} here or above`, 'Name one, or a preset such as strict.');
}

interface Section {
  readonly glob: string;
  readonly policy: Policy;
}

/** What each section comes to where it alone holds: together they may say what cannot be, and then this throws. */
async function sectionsOf({ layers }: Stack): Promise<Section[]> {
  const chains = new Map(layers.filter(({ globs }) => globs.length > 0).map(({ globs }) => [globs.join('\0'), globs]));
  const within = ({ globs }: Layer, chain: readonly string[]) => globs.every((glob) => chain.includes(glob));
  return Promise.all(
    [...chains.values()].map(async (chain) => ({
      glob: chain.join(' within '),
      policy: await policyOf(
        layers.filter((layer) => within(layer, chain)),
        diskReader,
      ),
    })),
  );
}

/** Without what was recorded, and what replies hold. */
function short({ network, ...rest }: Policy): object {
  if (network === undefined) return rest;
  const { recording: _, replies, ...told } = network;
  return {
    ...rest,
    network: {
      ...told,
      ...(replies && { replies: replies.map(({ host, path }) => ({ host, ...(path && { path }) })) }),
    },
  };
}

function block(heading: string, keys: readonly Key[]): string[] {
  const width = Math.max(...keys.map(({ key }) => key.length));
  return [heading, ...keys.map(({ key, value }) => `  ${key.padEnd(width)}  ${value}`), ''].map(neutralize);
}

/** What a section changes. */
function changed(base: Policy, { glob, policy }: Section): string[] {
  const before = new Map(keysOf(base).map(({ key, value }) => [key, value]));
  const keys = keysOf(policy).filter(({ key, value }) => before.get(key) !== value);
  return keys.length === 0 ? [`${neutralize(glob)}: as every path`, ''] : block(glob, keys);
}
