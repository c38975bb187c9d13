import { basename } from 'node:path/posix';
import type { Event } from '../event.ts';

/** Programs of the system, and the secrets they read everywhere: their own credentials, what the kernel tells of processes. */
const OWN_FILES: readonly (readonly [programs: RegExp, files: RegExp])[] = [
  [/^(npm|npx|yarn|yarnpkg|pnpm)$/, /\/\.(npmrc|yarnrc|yarnrc\.yml)$/],
  [/^(pip3?|twine|uv|poetry)$/, /\/(\.pypirc|\.netrc|pip\.conf)$/],
  [/^git(-\w+)*$/, /\/(\.git-credentials|\.netrc|\.gitconfig|\.config\/git\/credentials)$/],
  [/^ssh$/, /\/\.ssh\/[^/]+$/],
  [/^(curl|wget)$/, /\/\.netrc$/],
  [/^aws$/, /\/\.aws\/(credentials|config)$/],
  [/^(kubectl|helm|k9s)$/, /\/\.kube\//],
  [/^(docker|podman|buildah|skopeo)$/, /\/(\.docker\/.+|\.kube\/config)$/],
  [/^(psql|pg_dump|pg_dumpall|pg_restore|createdb|dropdb)$/, /\/\.pgpass$/],
  [/^(mysql|mysqldump|mariadb)$/, /\/\.my\.cnf$/],
  [/^(gcloud|gsutil|bq)$/, /\/\.config\/gcloud\//],
  [/^gh$/, /\/\.config\/gh\//],
  [/^bash$/, /\/\.bash_history$/],
  [/^(ps|top|htop|pgrep|pkill|pidof|ss|lsof|fuser|w|who|uptime|free|pstree|vmstat)$/, /^\/proc\/(\d+|self)\//],
];
/** Nothing a sample can write lies there: the walls keep it read-only. */
const SYSTEM = /^(\/usr(\/local)?)?\/s?bin\/|^\/usr\/(lib|libexec|share)\//;
/** A shell that is given something to run owns nothing: it is whoever wrote that. */
const HANDED = /^\S*bash(?! *$)(?!(?: -[il]{1,2}| --login)+ *$)/;
const INTERPRETER = /^(node|python[\d.]*|perl|bash|sh|dash)$/;

interface Program {
  readonly name: string;
  readonly path: string;
  readonly command: string;
}

/** Which program each process is, by what the kernel saw it execute; a child that executes nothing is none. */
export class Owners {
  readonly #programs = new Map<number, Program>();

  /** Takes note of an execution. */
  see({ observer, capability, outcome, target, process, detail }: Omit<Event, 'id'>): void {
    if (observer !== 'kernel' || capability !== 'process.spawn' || outcome !== 'allowed') return;
    if (typeof detail?.path !== 'string') return;
    const before = this.#programs.get(process.pid);
    const name = basename(detail.path);
    // A script of the system: the kernel starts its interpreter with the script’s path.
    const isSystem = SYSTEM.test(detail.path) && !detail.path.includes('/../');
    if (before !== undefined && isSystem && INTERPRETER.test(name) && target.split(' ', 3).includes(before.path))
      return;
    if (isSystem) this.#programs.set(process.pid, { name, path: detail.path, command: target });
    else this.#programs.delete(process.pid);
  }

  /** The program whose own file an event reads; undefined where it was told to on its command line. */
  of({ capability, target, process }: Pick<Event, 'capability' | 'target' | 'process'>): string | undefined {
    if (capability !== 'file.read' && capability !== 'secret.read') return undefined;
    const program = this.#programs.get(process.pid);
    if (program === undefined || program.command.includes(basename(target))) return undefined;
    if (program.name === 'bash' && HANDED.test(program.command)) return undefined;
    const isOwn = OWN_FILES.some(([programs, files]) => programs.test(program.name) && files.test(target));
    return isOwn ? program.name : undefined;
  }
}
