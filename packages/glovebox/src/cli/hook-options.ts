import type { Command } from 'commander';
import { addFormatOption, addOutputOptions, type SampleOptions } from './options.ts';

export interface HookOptions extends Pick<SampleOptions, 'format' | 'quiet'> {
  readonly preCommit?: true;
  readonly prePush?: true;
  readonly repository: string;
}

/** What can be done with hooks. A closed set, each with what it is for. */
const ACTIONS = {
  install: 'write the hooks; one that is there is kept and run first',
  uninstall: 'take them away and put back what was there',
  status: 'say which are there',
} as const;
export type HookAction = keyof typeof ACTIONS;

/** `glovebox hook`: git asks Glovebox before a commit, a push, or both. */
export function addHookCommand(program: Command, end: (exitCode: number) => void): void {
  const hook = program.command('hook').description('have git ask before a commit or a push');
  for (const [action, description] of Object.entries(ACTIONS)) {
    const output = action === 'status' ? addFormatOption : addOutputOptions;
    output(hook.command(action).description(description))
      .option('--pre-commit', 'the one before a commit alone: examines what is staged')
      .option('--pre-push', 'the one before a push alone: examines the commits that are new to the remote')
      .option('--repository <folder>', 'instead of the one we are in', '.')
      .action(async (options) => end(await (await import('./hook.ts')).hookCommand(action as HookAction, options)));
  }
}
