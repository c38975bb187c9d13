/** A project that a release was installed into from its tarballs, and what a machine has or lacks. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const NPM = join(ROOT, 'node_modules/npm/bin');

export interface Release {
  readonly main: string;
  readonly native: string;
}

/** Packs what is built here. */
export function packRelease(folder: string): Release {
  const args = [join(ROOT, 'scripts/pack.ts'), '--out', folder];
  const [native = '', main = ''] = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n');
  return { main, native };
}

/** An empty project with `packages` in it; what npm has already seen comes from its cache. */
export function installInto(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages], folder);
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync(process.execPath, [join(NPM, 'npm-cli.js'), ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What a build of the warden needs besides the compiler. */
const COMPILER = ['cc', 'gcc', 'as', 'ld', 'find', 'mkdir', 'dirname', 'mv', 'rm', 'cat'];

/** Folders of tools; removed by whoever made the project. */
export const TOOLS = mkdtempSync(join(tmpdir(), 'glovebox-tools-'));
// Run as root, a jail begins as an ordinary user, who must get at bubblewrap.
chmodSync(TOOLS, 0o755);

export interface Machine {
  readonly node: string;
  readonly bubblewrap: boolean;
  readonly compiler: boolean;
  /** Instead of the user's own folder of caches. */
  readonly cache: string;
}

/** `npx glovebox …` in a project, on a machine whose PATH holds what it is said to have and nothing else. */
export function npxGlovebox(project: string, machine: Machine, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    machine.node,
    [join(NPM, 'npx-cli.js'), '--no-install', 'glovebox', ...args],
    { cwd: project, env: environmentOf(project, machine), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, stdout, stderr };
}

export function environmentOf(project: string, { node, bubblewrap, compiler, cache }: Machine): NodeJS.ProcessEnv {
  const major = /\d+/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[0];
  const name = `${major}${bubblewrap ? '-bwrap' : ''}${compiler ? '-cc' : ''}`;
  const folder = join(TOOLS, name);
  if (!existsSync(folder)) {
    mkdirSync(folder);
    symlinkSync(node, join(folder, 'node'));
    for (const tool of ['sh', 'env', ...(bubblewrap ? ['bwrap'] : []), ...(compiler ? COMPILER : [])])
      symlinkSync(pathOf(tool), join(folder, tool));
  }
  return { PATH: folder, HOME: project, GLOVEBOX_CACHE: cache, NO_COLOR: '1', npm_config_update_notifier: 'false' };
}

function pathOf(tool: string): string {
  return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', tool], { encoding: 'utf8' }).trim();
}

/** The files of a tarball; those below a folder's folder together by their kind, so that one more of them changes nothing. */
export function filesOf(tarball: string): string[] {
  const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  const kinds = listed.map((path) =>
    path.replace(/^package\//, '').replace(/^([^/]+\/[^/]+)\/(?:.*\/)?[^/]*?((?:\.d)?\.\w+)?$/, '$1/**/*$2'),
  );
  return [...new Set(kinds)].sort();
}

export function manifestOf(tarball: string) {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
}
