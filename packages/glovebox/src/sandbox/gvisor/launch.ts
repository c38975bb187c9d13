import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { RunOptions } from '../backend.ts';
import { exerciseWishes } from '../exercise.ts';
import { agentArgv, findInterpreter } from '../interpreters.ts';
import { type CgroupHome, cgroupEnforcer, findCgroupHome } from '../jail/cgroups.ts';
import { innerInterpreter, interpreterBinds, type Rootfs, rootfsWith } from '../jail/rootfs.ts';
import { demandWorld, environmentUnder, filesUnder, needsWorld, wishesOf, worldBind } from '../jail/world.ts';
import type { Limits } from '../limits.ts';
import { ownFolder } from '../owned.ts';
import { commonRecords } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';
import { INNER_UID, makeRoot, writeBundle } from './bundle.ts';
import { openSandbox } from './channel.ts';
import { makeGroups } from './groups.ts';
import { createPipes } from './log.ts';
import { platformOf, runscFlags, runscPath } from './runsc.ts';

/** Makes plans for sandboxes; what they share (roots, pipes) lives until it is disposed of. */
export interface Launcher {
  plan(language: Language, options: RunOptions): Promise<Plan>;
  dispose(): void;
}

export function createLauncher(choices: { cgroups?: boolean } = {}): Launcher {
  let shared: ReturnType<typeof ownFolder> | undefined;
  const roots = new Map<string, string>();
  const folder = () => {
    shared ??= ownFolder('glovebox-gvisor-');
    return shared.path;
  };
  const pipes = createPipes(folder);
  let home: CgroupHome | undefined | null = choices.cgroups === false ? undefined : null;
  let made = 0;

  function rootOf(rootfs: Rootfs): string {
    const shape = JSON.stringify(rootfs);
    const known = roots.get(shape);
    if (known !== undefined) return known;
    const root = join(folder(), `root-${roots.size}`);
    makeRoot(root, rootfs);
    roots.set(shape, root);
    return root;
  }

  return {
    async plan(language, { limits, observe, interpreters, exercise, conditions }) {
      if (conditions !== undefined) demandWorld(conditions);
      const runsc = runscPath();
      const platform = platformOf(runsc);
      const interpreter = realpathSync(findInterpreter(language, interpreters?.[language]));
      const rootfs = rootfsWith([
        ...interpreterBinds(language, interpreter),
        ...(conditions !== undefined && needsWorld(conditions) ? worldBind() : []),
      ]);
      const bundle = join(folder(), `sandbox-${++made}`);
      mkdirSync(bundle, { mode: 0o700 });
      writeBundle(bundle, rootOf(rootfs), rootfs, limits, conditions?.host);
      if (home === null) home = findCgroupHome();
      const groups = home === undefined ? undefined : makeGroups(home, limits);
      const memoryHeld = cgroupEnforcer(home, 'memory') !== undefined;
      const log = observe ? pipes.take() : undefined;
      const name = `glovebox-${process.pid}-${made}`;
      const state = join(bundle, 'state');
      let up = false;
      const flags = runscFlags({ root: state, platform, log });
      return {
        observe,
        ...(conditions && { conditions, files: filesUnder(conditions, language) }),
        records: [
          ...commonRecords({
            language,
            exec: agentArgv(language, innerInterpreter(language, interpreter), undefined, [
              ...wishesOf(conditions, language),
              ...exerciseWishes(exercise, limits.wallMs),
            ]),
            limits,
            observe,
            environment: conditions && environmentUnder(conditions),
          }),
          ['notify', 0],
          ['resolver', 1],
          ['mount_places', 1],
          ['uid', INNER_UID],
          ['watch_memory', memoryHeld ? 0 : 1],
        ],
        limits: enforcement(limits, home),
        open: openSandbox({
          command: [runsc, ...flags, 'run', '--bundle', bundle, name],
          groups,
          log,
          links: new Map(rootfs.symlinks.map(({ path, target }) => [path, target])),
          wallMs: limits.wallMs,
          up: () => {
            up = true;
          },
          async release() {
            await groups?.remove();
            if (log !== undefined) pipes.give(log);
            rmSync(bundle, { recursive: true, force: true });
          },
        }),
        // What the sample's process read is the sentry's: no kind of it is shared with the host.
        isolation: ({ namespaceIds = {} }) => ({ namespaces: Object.keys(namespaceIds), kernel: 'gvisor' }),
        cleanUp: async () => {}, // the channel's end has
        failure: (complaints, reason) =>
          (up ? lost : launchFailure)([reason, complaints.trim()].filter(Boolean).join('; ')),
      };
    },
    dispose() {
      shared?.remove();
      shared = undefined;
      roots.clear();
    },
  };
}

/** What to do when runsc could not make the sandbox, read from what it said. */
function launchFailure(said: string): GloveboxError {
  const message = `the gVisor sandbox could not be made: ${said || 'runsc ended without a word'}`;
  if (/no space left/i.test(said)) return new GloveboxError('no-space', message, 'Make room in TMPDIR.');
  if (/not permitted|permission denied|user namespace/i.test(said))
    return new GloveboxError(
      'user-namespaces-forbidden',
      message,
      'Run Glovebox as root, or allow user namespaces for this user (docs/isolation.md).',
    );
  if (/no word from the sandbox|platform|ptrace/.test(said))
    return new GloveboxError(
      'backend-unavailable',
      message,
      'Run `glovebox doctor`; where ptrace is forbidden (kernel.yama.ptrace_scope 3) gVisor cannot run.',
    );
  return new GloveboxError('backend-failed', message, 'Run `glovebox doctor` to see what is missing.');
}

function lost(said: string): GloveboxError {
  return new GloveboxError(
    'sandbox-lost',
    `the gVisor sandbox was lost in the middle of the run: ${said || 'runsc ended without a word'}`,
    'Start the run again; if it happens again, look for what ends runsc (memory, an administrator).',
  );
}

/** Processes are held inside; the host's groups stand around the sentry, which is the sample's memory and most of its time. */
function enforcement(limits: Limits, home: CgroupHome | undefined): Plan['limits'] {
  return {
    memory: { value: limits.memoryBytes, enforcedBy: cgroupEnforcer(home, 'memory') ?? 'warden' },
    cpu: { value: limits.cpus, enforcedBy: cgroupEnforcer(home, 'cpu') ?? 'none' },
    processes: { value: limits.processes, enforcedBy: 'rlimit' },
    wallClock: { value: limits.wallMs, enforcedBy: 'warden' },
    output: { value: limits.outputBytes, enforcedBy: 'warden' },
    disk: { value: limits.diskBytes, enforcedBy: 'mount' },
    files: { value: limits.files, enforcedBy: 'none' },
    descriptors: { value: limits.descriptors, enforcedBy: 'rlimit' },
  };
}
