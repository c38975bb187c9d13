import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Limits } from '../limits.ts';
import { fileFrame, jobFrame } from '../warden/frames.ts';
import { PLACES } from '../warden/records.ts';
import { PACKAGE_ROOT } from '../warden/warden.ts';
import type { Engine } from './engine.ts';

/** Where Node and the addon are shown in the jail; /usr/local is empty there. */
const NODE = '/usr/local/bin/node';
const ADDON = '/usr/local/lib/monty.node';

/** Of the warden's bound for a job. */
const JOB_BYTES = 60_000;

const AGENT = `${PACKAGE_ROOT}/guest/restricted/monty.cjs`;

const ROOM = 128 * 1024 * 1024;

/** Monty: a Python interpreter in Rust, as an addon of Node. It has no files, no network and no processes to give. */
export function monty(): Engine {
  return {
    find() {
      const { addon, version } = findAddon();
      return {
        name: `Monty ${version}`,
        program: (limits) => ({
          exec: [NODE, '--no-deprecation', '/glovebox/restricted/monty.cjs', ADDON, ...bounds(limits)],
          binds: [
            { source: realpathSync(process.execPath), target: NODE },
            { source: addon, target: ADDON },
          ],
        }),
        child: (limits) => [
          process.execPath,
          ...['--no-deprecation', '--disable-warning=SecurityWarning', '--permission', '--allow-addons'],
          ...[addon, AGENT].map((path) => `--allow-fs-read=${path}`),
          ...[AGENT, addon, ...bounds(limits)],
        ],
        // Node, and the compiler in it, need room beside what the program may have.
        around: (limits) => ({ ...limits, memoryBytes: limits.memoryBytes + ROOM }),
        give,
        saysEnd: true,
        memory: 'runtime',
      };
    },
  };
}

function bounds({ memoryBytes, wallMs }: Limits): string[] {
  return [`${memoryBytes}`, `${wallMs}`];
}

/** One file is all that Monty takes: it goes with the job where it fits, which spares writing and opening it. */
function give({ entry, files }: Sample): Buffer[] {
  const path = `${PLACES[0]}/${entry}`;
  const content = files.find((file) => file.path === entry)?.content ?? Buffer.of();
  const job = jobFrame([path, Buffer.from(content).toString()]);
  return job.length < JOB_BYTES ? [job] : [fileFrame(path, 0o644, content), jobFrame([path])];
}

/** Throws `interpreter-missing`. */
function findAddon(): { addon: string; version: string } {
  const packages = PLATFORMS[process.platform]?.map((platform) => `@pydantic/monty-${platform}`) ?? [];
  for (const name of packages) {
    const manifest = manifestOf(name);
    if (manifest === undefined) continue;
    const { main, version } = JSON.parse(readFileSync(manifest, 'utf8'));
    return { addon: realpathSync(join(dirname(manifest), main)), version };
  }
  throw new GloveboxError(
    'interpreter-missing',
    `Monty is not installed: there is no ${packages.join(', no ') || `package of it for ${process.platform}`}`,
    'Install it (npm install @pydantic/monty, without --omit=optional), or choose the engine "restrictedpython".',
  );
}

const { arch } = process;
const PLATFORMS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [`linux-${arch}-gnu`, `linux-${arch}-musl`],
  darwin: [`darwin-${arch}`],
  win32: [`win32-${arch}-msvc`],
};

function manifestOf(name: string): string | undefined {
  try {
    return createRequire(createRequire(import.meta.url).resolve('@pydantic/monty')).resolve(`${name}/package.json`);
  } catch {
    return undefined; // not for this machine
  }
}
