import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const GLOVEBOX = fileURLToPath(new URL('../../glovebox/src/cli/main.ts', import.meta.url));

/** How a step ended, and what it left for the runner. */
export interface Step {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface StepOptions {
  readonly event: string;
  readonly payload: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** A workspace with a real repository in it, and a runner's way of starting the bundled action there. */
export class Runner {
  readonly folder = mkdtempSync(join(tmpdir(), 'glovebox-action-'));
  readonly workspace = join(this.folder, 'workspace');

  constructor() {
    mkdirSync(this.workspace);
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: readonly string[]): string {
    const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org', '-c', 'commit.gpgSign=false'];
    return execFileSync('git', [...who, ...args], { cwd: this.workspace, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Writes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string>>, message = 'change'): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.workspace, path)), { recursive: true });
      writeFileSync(join(this.workspace, path), content);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Runs the step as a runner would: inputs and places as variables, and files that the step appends to. */
  step({ event, payload, inputs = {}, env = {} }: StepOptions): Promise<Step> {
    const files = Object.fromEntries(['event', 'output', 'summary'].map((name) => [name, join(this.folder, name)]));
    const { event: eventFile = '', output = '', summary = '' } = files;
    writeFileSync(eventFile, JSON.stringify(payload));
    for (const file of [output, summary]) writeFileSync(file, '');
    const temp = join(this.folder, 'temp');
    mkdirSync(temp, { recursive: true });
    const asked = { program: GLOVEBOX, depth: 'quick', ...inputs };
    const variables = {
      ...Object.fromEntries(Object.entries(asked).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...{ GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: this.workspace, RUNNER_TEMP: temp },
      ...{ GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: eventFile, GITHUB_REPOSITORY: 'acme/shop' },
      ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
    };
    return new Promise((resolve) => {
      const options = { cwd: this.workspace, env: { ...process.env, ...variables, ...env } };
      execFile(process.execPath, [ACTION], options, (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : Number(error.code),
          log: stdout + stderr,
          outputs: outputsIn(readFileSync(output, 'utf8')),
          summary: readFileSync(summary, 'utf8'),
        }),
      );
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** As the runner reads them: a name, a delimiter, lines up to that delimiter. */
function outputsIn(text: string): Record<string, string> {
  const found = text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?^\2$/gm);
  return Object.fromEntries([...found].map(([, name, , value]) => [name, value]));
}

/** Lines of a log that the runner would take for commands. */
export function commandsIn(log: string): string[] {
  return log.split(/\r\n|\r|\n/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}
