import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { readDescription } from './description.fixture.ts';
import type { Fake } from './fake.fixture.ts';

/** How a fake is to behave; where it notes what happens is not for a test to say. */
export type Behaviour = Omit<Fake, 'notes' | 'description'>;

/** The fake as one file and the description as JSON: read as they are, they would take most of a second to load. */
export function buildFake(folder: string): BuiltFake {
  const built = { program: join(folder, 'fake.mjs'), description: join(folder, 'description.json') };
  buildSync({
    entryPoints: [join(import.meta.dirname, 'fake.fixture.ts')],
    outfile: built.program,
    ...{ bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  writeFileSync(built.description, JSON.stringify(readDescription()));
  return built;
}

export interface BuiltFake {
  readonly program: string;
  readonly description: string;
}

/** Writes a fake `firecracker`, with a `jailer` and a `bwrap` that only set the scene, into `folder`, to be found on `PATH`. */
export function installFakes(folder: string, built: BuiltFake, fake: Behaviour = {}): () => string[] {
  const notes = join(folder, 'notes');
  writeFileSync(notes, '');
  const { program, description } = built;
  const settings = JSON.stringify({ ...fake, notes, description }).replaceAll("'", `'\\''`);
  const start = `exec ${process.execPath} ${program} '${settings}'`;
  const version = fake.version ?? '1.13.1';
  const say = (name: string) => `#!/bin/sh\n[ "$1" = --version ] && { echo "${name} v${version}"; exit 0; }\n`;
  writeFileSync(join(folder, 'firecracker'), `${say('Firecracker')}${start} "$@"\n`, { mode: 0o755 });
  // It makes the folder and starts the program in it, as the real one does once it has given up everything else.
  writeFileSync(
    join(folder, 'jailer'),
    `${say('Jailer')}printf 'jailer %s\\n' "$*" >>${notes}
while [ $# -gt 0 ]; do case "$1" in
  --id) id=$2; shift 2;; --exec-file) exec=$2; shift 2;; --chroot-base-dir) base=$2; shift 2;;
  --) shift; break;; *) shift 2;; esac; done
cd "$base/$(basename "$exec")/$id/root" && exec "$exec" --id "$id" "$@"\n`,
    { mode: 0o755 },
  );
  writeFileSync(
    join(folder, 'bwrap'),
    `#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in
  --) shift 2; break;;
  --ro-bind) case "$3" in /machine/*) ln -s "$2" "$machine/\${3#/machine/}";; *) exec=$2;; esac; shift 3;;
  --bind) machine=$2; shift 3;;
  *) shift;; esac; done
cd "$machine" && exec "$exec" "$@"\n`,
    { mode: 0o755 },
  );
  return () => readFileSync(notes, 'utf8').split('\n').filter(Boolean);
}
