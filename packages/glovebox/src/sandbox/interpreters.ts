import { existsSync } from 'node:fs';
import { GloveboxError } from '../error.ts';
import type { Language } from '../sample/sample.ts';
import { PACKAGE_ROOT } from './warden/warden.ts';

/** How the agent of a language is started. */
interface Interpreter {
  /** Where to look for the interpreter, the first that exists; `node` stands for the one running Glovebox. */
  readonly candidates: readonly string[];
  /** Arguments after the interpreter's path; `guest` is the folder of the agents as the sample sees it. */
  readonly flags: (guest: string, interpreter: string) => readonly string[];
  /** How to get one. */
  readonly remedy: string;
}

const GUEST = '/glovebox';

const node = (types: readonly string[]): Interpreter => ({
  candidates: [process.execPath],
  // A preload, so that Node itself starts the sample as its main program. The last argument names no file: the agent
  // answers with the sample's entry when Node asks where it is.
  flags: (guest) => [
    ...types,
    '--require',
    `${guest}/${built('build/agent.cjs') ?? 'node/agent.cjs'}`,
    `${guest}/node/sample`,
  ],
  remedy: 'Install Node.js 22.15 or newer.',
});

const INTERPRETERS: Record<Language, Interpreter> = {
  python: {
    candidates: ['/usr/bin/python3', '/usr/local/bin/python3'],
    // -I: nothing from the environment or the working directory. -S: the agent adds what a program needs of `site` in a
    // tenth of the time. -B: no __pycache__ among the files the sample changed.
    flags: (guest, interpreter) => ['-I', '-S', '-B', `${guest}/${pythonAgent(interpreter)}`],
    remedy: 'Install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3-minimal).',
  },
  javascript: node([]),
  typescript: node(typeFlags(process.version)),
  bash: {
    candidates: ['/bin/bash', '/usr/bin/bash'],
    flags: (guest) => ['--noprofile', '--norc', `${guest}/bash/agent.sh`],
    remedy: 'Install bash (Debian, Ubuntu: apt-get install bash).',
  },
  wasm: { candidates: [], flags: () => [], remedy: 'Run it with --backend wasm.' },
};

/**
 * Path of the interpreter on this machine, `chosen` where given. Throws `interpreter-missing`.
 */
export function findInterpreter(language: Language, chosen?: string): string {
  const { candidates, remedy } = INTERPRETERS[language];
  const found = (chosen === undefined ? candidates : [chosen]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const tried = chosen ?? candidates.join(', ');
  throw new GloveboxError('interpreter-missing', `no interpreter for ${language}: tried ${tried}`, remedy);
}

/**
 * The command that waits for a job and then runs it as `interpreter` would; both paths are as the sample sees them.
 * `wishes` tell the agent what to do differently (see `guest/README.md`).
 */
export function agentArgv(
  language: Language,
  interpreter: string,
  guest = GUEST,
  wishes: readonly string[] = [],
): string[] {
  return [interpreter, ...INTERPRETERS[language].flags(guest, interpreter), ...wishes];
}

/** The agent in this folder of the guest, compiled for this version of Python by the build where it is: that starts in a fifth of the time. */
export function pythonAgent(interpreter: string, folder = 'python'): string {
  const version = /python3\.(\d+)$/.exec(interpreter)?.[1];
  return built(`${folder}/agent.cpython-3${version}.pyc`) ?? `${folder}/agent.py`;
}

/** `file` of the guest folder where the build has made it. */
function built(file: string): string | undefined {
  return existsSync(`${PACKAGE_ROOT}/guest/${file}`) ? file : undefined;
}

/** Node 22 and 24 need a flag for enums and namespaces and warn about it; later ones strip types without one. */
function typeFlags(version: string): readonly string[] {
  const major = Number.parseInt(version.replace(/^v/, ''), 10);
  return major < 26 ? ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'] : [];
}
