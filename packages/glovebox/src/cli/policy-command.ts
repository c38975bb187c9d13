import type { Command } from 'commander';
import { addFormatOption, addOutputOptions, type SampleOptions } from './options.ts';

export interface PolicyCommandOptions extends Pick<SampleOptions, 'format' | 'quiet'> {
  /** As for `check`. */
  readonly policy?: string | false;
}

/** `glovebox policy`: looks at a policy before it decides anything. */
export function addPolicyCommand(program: Command, end: (exitCode: number) => void, signal: AbortSignal): void {
  const policy = program.command('policy').description('check, explain and test a policy');
  const file = 'a file or a preset; without it the one that is found from here upwards';
  addOutputOptions(policy.command('check').description('whether it is valid, and what it comes to'))
    .argument('[file]', file)
    .action(async (name, options) => end(await (await import('./policy-check.ts')).policyCheckCommand(name, options)));
  addFormatOption(
    policy.command('explain').description('which line decides what for a path, and whether an act is permitted'),
  )
    .argument('<path>', 'the sample, which need not be there')
    .argument('[capability]', 'such as network.connect')
    .argument('[target]', 'such as pypi.org:443')
    .option('--policy <file>', 'instead of the one that is found from the path upwards')
    .action(async (path, capability, target, options) =>
      end(await (await import('./policy-explain.ts')).policyExplainCommand(path, { capability, target }, options)),
    );
  policy
    .command('schema')
    .description('the JSON Schema of a policy file, for editors')
    .action(async () => end(await (await import('./policy-schema.ts')).policySchemaCommand()));
  addOutputOptions(policy.command('test').description('run the tests of a policy: this sample, this decision'))
    .argument('[file]', file)
    .action(async (name, options) =>
      end(await (await import('./policy-test.ts')).policyTestCommand(name, options, signal)),
    );
}
