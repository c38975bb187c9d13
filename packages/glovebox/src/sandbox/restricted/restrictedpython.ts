import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import { findInterpreter, pythonAgent } from '../interpreters.ts';
import type { Program } from '../jail/launch.ts';
import { interpreterBinds } from '../jail/rootfs.ts';
import type { Engine } from './engine.ts';

/** Folders in which distributions and pip put packages. */
const FOLDERS = [
  '/usr/lib/python3/dist-packages',
  ...['/usr/local/lib', '/usr/lib', '/usr/lib64'].flatMap((library) => packagesBelow(library)),
];

/** Where a package from elsewhere is shown in the jail, which hides /usr/local. */
const INSIDE = '/usr/local/lib/restricted';

const SYSTEM = /^\/usr\/(?!local\/)/;

/** RestrictedPython in the machine's CPython. `library` is the folder that holds the package, where it is none of the usual ones. */
export function restrictedPython(library: string | undefined): Engine {
  return {
    find() {
      const folder = findLibrary(library);
      return {
        name: `RestrictedPython ${versionOf(folder) ?? ''}`.trim(),
        program: (_, interpreter) => programOf(folder, interpreter),
        around: (limits) => limits,
        saysEnd: false,
      };
    },
  };
}

/** Throws `interpreter-missing`. */
function findLibrary(chosen: string | undefined): string {
  const tried = chosen === undefined ? FOLDERS : [chosen];
  const found = tried.find((folder) => existsSync(join(folder, 'RestrictedPython/transformer.py')));
  if (found !== undefined) return found;
  throw new GloveboxError(
    'interpreter-missing',
    `RestrictedPython is not installed: looked in ${tried.join(', ')}`,
    'Install it (Debian, Ubuntu: apt-get install python3-restrictedpython; elsewhere: pip install RestrictedPython), or choose the engine "monty", which comes with Glovebox.',
  );
}

function programOf(folder: string, chosen: string | undefined): Program {
  const python = realpathSync(findInterpreter('python', chosen));
  const inside = SYSTEM.test(folder) ? folder : INSIDE;
  const library = { source: join(folder, 'RestrictedPython'), target: `${inside}/RestrictedPython` };
  return {
    exec: [python, '-I', '-S', '-B', `/glovebox/${pythonAgent(python, 'restricted')}`, inside],
    binds: [...interpreterBinds('python', python), ...(inside === folder ? [] : [library])],
  };
}

/** From the name of what the package manager wrote beside the package. */
function versionOf(folder: string): string | undefined {
  return readdirSync(folder)
    .map((name) => /^RestrictedPython-(\w[\w.]*?)(?:-py[\d.]+)?\.(?:egg|dist)-info$/i.exec(name)?.[1])
    .find((version) => version !== undefined);
}

function packagesBelow(library: string): string[] {
  if (!existsSync(library)) return [];
  return readdirSync(library)
    .filter((name) => /^python3\.\d+$/.test(name))
    .flatMap((name) => [join(library, name, 'dist-packages'), join(library, name, 'site-packages')]);
}
