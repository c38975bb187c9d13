import { type Command, InvalidArgumentError, Option } from 'commander';
import { GATE_FORMATS, type GateFormat } from '../gate/render/formats.ts';
import type { Author } from '../gate/result.ts';
import { DEPTHS, type Depth } from '../policy/policy.ts';
import { FORMAT_OF_NAME, formatOfName } from '../report/formats/format.ts';
import { BACKEND_NAMES } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { FailOn } from './exit.ts';
import { addCachingOptions, type CachingOptions, MOST_JOBS, wholeNumber } from './options.ts';

export interface GateOptions extends CachingOptions {
  readonly repository: string;
  readonly base?: string;
  readonly head?: string;
  readonly staged?: true;
  /** `true`, or the name of the remote that is pushed to. */
  readonly prePush?: true | string;
  /** A file or a preset, instead of the base's policy. */
  readonly policy?: string;
  readonly depth?: Depth;
  readonly backend?: BackendName;
  readonly jobs?: number;
  /** Milliseconds. */
  readonly budget?: number;
  readonly author?: Exclude<Author, 'unknown'>;
  readonly pullRequest?: string;
  readonly failOn: FailOn;
  readonly format: GateFormat;
  readonly output?: readonly { readonly path: string; readonly format: GateFormat }[];
  readonly quiet?: true;
}

export function addGateOptions(command: Command): Command {
  const gate = command
    .option('--base <ref>', 'what to compare with: the branch or commit that the change is for')
    .option('--head <ref>', 'the change; HEAD without it')
    .option('--staged', 'what is staged, instead of a commit')
    .option('--pre-push [remote]', 'what a push would bring, as git tells a pre-push hook on standard input')
    .option('--repository <folder>', 'where the repository is', '.')
    .option('--policy <file>', 'a policy or a preset, instead of what the base has')
    .addOption(new Option('--depth <depth>', 'the policy’s without it, or standard').choices(DEPTHS))
    .addOption(new Option('--backend <backend>', 'how to isolate').choices(BACKEND_NAMES))
    .option('--jobs <number>', 'programs examined at a time', (value) => wholeNumber(value, 1, MOST_JOBS))
    .option('--budget <time>', 'time for all of it: 90s, 20m, 1h; what is left then needs a person', duration)
    .addOption(new Option('--author <who>', 'who wrote the change').choices(['model', 'human']))
    .option('--pull-request <file>', 'the pull request, or the event of one, as JSON')
    .addOption(
      new Option('--fail-on <decision>', 'exit with 1 from here on').choices(['review', 'block']).default('block'),
    )
    .addOption(new Option('--format <format>', 'how the result is written').choices(GATE_FORMATS).default('text'))
    .option(
      '--output <file>',
      `write it to a file as well, in the format its name ends with (${ENDS.join(' ')}); can be given again`,
      outputFile,
    )
    .option('--quiet', 'say no more than needed');
  return addCachingOptions(gate);
}

const ENDS = Object.keys(FORMAT_OF_NAME).filter((end) => isGateFormat(FORMAT_OF_NAME[end]));

function isGateFormat(format: string | undefined): format is GateFormat {
  return GATE_FORMATS.some((known) => known === format);
}

function outputFile(path: string, earlier: GateOptions['output'] = []): NonNullable<GateOptions['output']> {
  const format = formatOfName(path);
  if (!isGateFormat(format)) throw new InvalidArgumentError(`Its name ends with one of ${ENDS.join(' ')}.`);
  return [...earlier, { path, format }];
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 24 * 3_600_000;

function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6}(?:\.\d+)?)(s|m|h)$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
  if (ms >= 1 && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('It is a time such as 90s, 20m or 1h, up to 24h.');
}
