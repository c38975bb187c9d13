import { type Command, Option } from 'commander';
import { GATE_FORMATS, type GateFormat } from '../gate/render/formats.ts';
import type { Author } from '../gate/result.ts';
import { DEPTHS, type Depth } from '../policy/policy.ts';
import { BACKEND_NAMES } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';
import { duration } from './duration.ts';
import type { FailOn } from './exit.ts';
import {
  addCachingOptions,
  addFailOnOption,
  addOutputOptions,
  type CachingOptions,
  MOST_JOBS,
  wholeNumber,
} from './options.ts';
import { addOutputFiles, type OutputFile } from './output-files.ts';

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
  readonly output?: readonly (OutputFile & { readonly format: GateFormat })[];
  readonly quiet?: true;
}

const MOST_HOURS = 24;

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
    .option('--budget <time>', 'time for all of it: 90s, 20m, 1h; what is left then needs a person', (value) =>
      duration(value, MOST_HOURS),
    )
    .addOption(new Option('--author <who>', 'who wrote the change').choices(['model', 'human']))
    .option('--pull-request <file>', 'the pull request, or the event of one, as JSON');
  return addCachingOptions(addOutputFiles(addOutputOptions(addFailOnOption(gate), GATE_FORMATS), GATE_FORMATS));
}
