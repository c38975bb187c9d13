import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ActionFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import { logText } from './log.ts';

const run = promisify(execFile);
const INSTALL_MS = 5 * 60_000;

/**
 * Path of the program to run: what the workflow names, or else a version from npm, installed in a folder of its own. Nothing of the
 * checkout takes part: neither its `node_modules` nor its `.npmrc`, which belong to the change.
 */
export async function glovebox(inputs: Inputs, temp: string): Promise<string> {
  if (inputs.program !== undefined) return inputs.program;
  const folder = join(temp, 'installed');
  mkdirSync(folder, { recursive: true });
  const version = inputs.version ?? ACTION_VERSION;
  try {
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', `glovebox@${version}`];
    const { stdout } = await run('npm', args, { cwd: folder, timeout: INSTALL_MS });
    logText(stdout);
  } catch (cause) {
    logText(String((cause as { stderr?: unknown }).stderr ?? ''));
    throw new ActionFailure(
      `glovebox ${version} could not be installed from npm`,
      'Name a version that exists with the input version, or an installed one with the input program.',
      { cause },
    );
  }
  const program = join(folder, 'node_modules/glovebox/bin/glovebox.js');
  if (existsSync(program)) return program;
  throw new ActionFailure(`glovebox ${version} has no command line`, 'Name another version with the input version.');
}

declare const ACTION_VERSION: string;
