import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { GloveboxError } from '../../error.ts';
import type { Sinkhole } from '../../observe/network/sinkhole.ts';
import type { Language } from '../../sample/sample.ts';
import type { Conditions } from '../conditions.ts';
import { type Exercise, exerciseWishes } from '../exercise.ts';
import { agentArgv, findInterpreter } from '../interpreters.ts';
import type { Limits } from '../limits.ts';
import type { Plan } from '../warden/session.ts';
import { openWarden } from '../warden/warden.ts';
import {
  type CgroupHome,
  cgroupEnforcer,
  cgroupRecords,
  findCgroupHome,
  reapCgroups,
  removeCgroup,
} from './cgroups.ts';
import { type JailCommand, jailRecords } from './command.ts';
import { type Bind, innerInterpreter, interpreterBinds, rootfsWith } from './rootfs.ts';
import { unprivilegedUid } from './uid.ts';
import { childrenBind, demandWorld, environmentUnder, filesUnder, needsWorld, wishesOf, worldBind } from './world.ts';

/** What speaks the agents' protocol in a jail and is no plain interpreter: the host of a WebAssembly module, a restricted Python. */
export interface Program {
  /** The command, as the jail names it; what is below `guest/` is at `/glovebox`. */
  readonly exec: readonly string[];
  /** Shown read-only besides the distribution's own folders. */
  readonly binds: readonly Bind[];
}

export interface JailChoice {
  readonly language: Language;
  readonly limits: Limits;
  readonly observe: boolean;
  readonly conditions?: Conditions | undefined;
  readonly exercise?: Exercise | undefined;
  /** Instead of the interpreter that is found. */
  readonly interpreter?: string | undefined;
  /** The network it sees; without it an empty one. */
  readonly sinkhole?: Sinkhole;
  /** Instead of a language's interpreter and agent. */
  readonly program?: Program;
  /** `false` leaves cgroups out even where they can be made: the warden and rlimits hold what they can. */
  readonly cgroups?: boolean;
}

let made = 0;

/** Plans a jail. Throws a {@link GloveboxError} when something that it needs is missing. */
export function planJail(choice: JailChoice): Plan {
  if (choice.conditions !== undefined) demandWorld(choice.conditions);
  const home = choice.cgroups === false ? undefined : cgroupHome();
  const name = `glovebox-${process.pid}-${++made}`;
  const records = jailRecords({
    language: choice.language,
    bwrap: bubblewrapPath(),
    ...worldOf(choice),
    environment: choice.conditions && environmentUnder(choice.conditions),
    host: choice.conditions?.host,
    limits: choice.limits,
    observe: choice.observe,
    sinkhole: choice.sinkhole,
    uid: unprivilegedUid(made),
    watchMemory: cgroupEnforcer(home, 'memory') === undefined || cgroupEnforcer(home, 'pids') === undefined,
    cgroups: home === undefined ? [] : cgroupRecords(home, name, choice.limits),
  });
  const groups = home?.folders.map(({ path }) => `${path}/${name}`) ?? [];
  return {
    observe: choice.observe,
    ...(choice.conditions && { conditions: choice.conditions, files: filesUnder(choice.conditions, choice.language) }),
    records,
    limits: enforcement(choice.limits, home),
    ...(choice.sinkhole !== undefined && { sinkhole: choice.sinkhole }),
    open: openWarden,
    cleanUp: async () => void (await Promise.all(groups.map(removeCgroup))),
    failure: launchFailure,
  };
}

function worldOf({
  language,
  interpreter: chosen,
  program,
  conditions,
  exercise,
  limits,
  observe,
}: JailChoice): Pick<JailCommand, 'rootfs' | 'exec'> {
  if (program !== undefined) return { rootfs: rootfsWith(program.binds), exec: program.exec };
  // Links are followed first: /bin/bash is /usr/bin/bash on most machines, and a link is no reason to show another folder.
  const interpreter = realpathSync(findInterpreter(language, chosen));
  return {
    rootfs: rootfsWith([
      ...interpreterBinds(language, interpreter),
      ...(conditions !== undefined && needsWorld(conditions) ? worldBind() : observe ? childrenBind() : []),
    ]),
    exec: agentArgv(language, innerInterpreter(language, interpreter), undefined, [
      ...wishesOf(conditions, language),
      ...exerciseWishes(exercise, limits.wallMs),
    ]),
  };
}

/** Path of bubblewrap. Throws `bubblewrap-missing`. */
export function bubblewrapPath(): string {
  const folders = (process.env.PATH ?? '/usr/bin:/bin').split(':');
  const found = folders.map((folder) => `${folder}/bwrap`).find((path) => path.startsWith('/') && existsSync(path));
  if (found !== undefined) return found;
  throw new GloveboxError(
    'bubblewrap-missing',
    'bubblewrap is not installed: no bwrap on PATH',
    'Install it (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap) or run ./setup.sh.',
  );
}

/** What to do when bubblewrap or the warden could not make the jail, read from what they said. */
function launchFailure(complaints: string, reason: string | undefined): GloveboxError {
  const said = [reason, complaints.trim()].filter(Boolean).join('; ') || 'it ended without a word';
  if (/namespace|uid map|user namespaces|clone/i.test(complaints))
    return new GloveboxError('user-namespaces-forbidden', `the jail could not be made: ${said}`, namespaceRemedy());
  return new GloveboxError(
    'backend-failed',
    `the jail failed: ${said}`,
    'Run `glovebox doctor` to see what is missing.',
  );
}

/** User namespaces are forbidden in several ways; each has its own remedy. */
function namespaceRemedy(): string {
  if (sysctl('kernel/apparmor_restrict_unprivileged_userns') === '1')
    return 'AppArmor restricts user namespaces here: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or install an AppArmor profile for bwrap that allows userns.';
  if (sysctl('kernel/unprivileged_userns_clone') === '0')
    return 'The kernel forbids user namespaces: sysctl -w kernel.unprivileged_userns_clone=1.';
  if (sysctl('user/max_user_namespaces') === '0')
    return 'The kernel allows no user namespaces: sysctl -w user.max_user_namespaces=10000.';
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv'))
    return 'A container runtime forbids them: start this container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, or run Glovebox outside of it.';
  return 'Allow user namespaces for this user (see docs/isolation.md); `glovebox doctor` shows what was tried.';
}

function sysctl(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

let home: CgroupHome | undefined | null = null;

function cgroupHome(): CgroupHome | undefined {
  if (home === null) {
    home = findCgroupHome();
    if (home !== undefined) reapCgroups(home);
  }
  return home;
}

function enforcement(limits: Limits, cgroups: CgroupHome | undefined): Plan['limits'] {
  return {
    memory: { value: limits.memoryBytes, enforcedBy: cgroupEnforcer(cgroups, 'memory') ?? 'warden' },
    cpu: { value: limits.cpus, enforcedBy: cgroupEnforcer(cgroups, 'cpu') ?? 'none' },
    processes: { value: limits.processes, enforcedBy: cgroupEnforcer(cgroups, 'pids') ?? 'rlimit' },
    wallClock: { value: limits.wallMs, enforcedBy: 'warden' },
    output: { value: limits.outputBytes, enforcedBy: 'warden' },
    disk: { value: limits.diskBytes, enforcedBy: 'mount' },
    files: { value: limits.files, enforcedBy: 'mount' },
    descriptors: { value: limits.descriptors, enforcedBy: 'rlimit' },
  };
}
