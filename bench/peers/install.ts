import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runCommand } from '../command.ts';

const MINUTES = 60_000;

/** Path of a program on PATH or where administrators' programs are. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => `${folder}/${name}`).find(existsSync);
}

/** Installs Debian packages for programs that are missing, and says so. Throws with the reason when it cannot. */
export async function needPrograms(why: string, packages: Readonly<Record<string, string>>): Promise<void> {
  const missing = Object.entries(packages).filter(([name]) => findProgram(name) === undefined);
  if (missing.length === 0) return;
  const names = [...new Set(missing.map(([, from]) => from))];
  if (process.getuid?.() !== 0) throw new Error(`needs ${names.join(', ')}, and only root can install packages`);
  console.error(`bench: installing ${names.join(', ')} with apt-get, for ${why}`);
  // RUNLEVEL 1: a daemon that comes with a package is not started.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await runCommand(['apt-get', '-qq', 'update'], { env, timeoutMs: 5 * MINUTES });
  await runCommand(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...names], {
    env,
    timeoutMs: 10 * MINUTES,
  });
}

/** Installs an npm package into a folder of its own, out of the project's dependencies. */
export async function needNpmPackage(why: string, name: string, folder: string): Promise<void> {
  if (existsSync(`${folder}/node_modules/${name}/package.json`)) return;
  console.error(`bench: installing the npm package ${name} into ${folder}, for ${why}`);
  await runCommand(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, name], {
    timeoutMs: 5 * MINUTES,
  });
}
