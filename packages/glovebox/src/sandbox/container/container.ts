import { GloveboxError } from '../../error.ts';
import type { Language } from '../../sample/sample.ts';
import type { Backend } from '../backend.ts';
import { exerciseWishes } from '../exercise.ts';
import { findImage } from '../images/records.ts';
import { BASE_INTERPRETERS } from '../images/rootfs.ts';
import { agentArgv } from '../interpreters.ts';
import { givenNetworkRecords } from '../jail/network.ts';
import { environmentUnder, filesUnder, needsWorld, wishesOf } from '../jail/world.ts';
import { openNetwork } from '../network.ts';
import { proveIsolation } from '../prove.ts';
import type { BackendName } from '../run.ts';
import { createWardenBackend } from '../warden/backend.ts';
import type { ConfigRecord } from '../warden/frames.ts';
import { expectNamespaces, separateNamespaces } from '../warden/namespaces.ts';
import { commonRecords } from '../warden/records.ts';
import type { Plan } from '../warden/session.ts';
import { containerChannel } from './channel.ts';
import {
  counterRecords,
  type Daemon,
  enforcement,
  type Holding,
  needsWatching,
  OWN_KERNEL_HOLDS,
  openDaemon,
} from './daemon.ts';
import type { Engine } from './engine.ts';
import { refusal, wardenFailure } from './failure.ts';
import { expectArchitecture, imageId, inspect } from './image.ts';
import { containerSettings, USER } from './settings.ts';
import { boundSockets } from './sockets.ts';
import { traced, traceFolder } from './traced.ts';

export interface ContainerChoices {
  /** Address of the daemon: `unix:///path` or `tcp://host:port`. DOCKER_HOST and the usual sockets without one. */
  readonly address?: string;
  /** Id of an image, or a name for which the daemon is asked once, instead of those that `glovebox images` built. */
  readonly image?: string;
  /** An OCI runtime the daemon knows: `runsc` puts gVisor's kernel between the container and the host's. */
  readonly runtime?: string;
}

/** Docker's or Podman's daemon makes the walls, a warden in the container watches. */
export function createContainer(choices: ContainerChoices = {}): Backend {
  const name: BackendName = choices.runtime === undefined ? 'container' : 'container+gvisor';
  const closing = new Set<Promise<void>>();
  let daemon: Promise<Daemon> | undefined;
  let chosen: Promise<string> | undefined;

  /** Asked once; a daemon that did not answer is asked again the next time. */
  function open(): Promise<Daemon> {
    daemon ??= openDaemon(choices.address).catch((cause) => {
      daemon = undefined;
      throw cause;
    });
    return daemon;
  }

  /** A name may be given to another image between two runs: asked once, it stays what it was. */
  async function pinned(engine: Engine): Promise<{ image?: string }> {
    if (choices.image === undefined) return {};
    chosen ??= imageId(engine, choices.image).catch((cause) => {
      chosen = undefined;
      throw cause;
    });
    return { image: await chosen };
  }

  const backend = createWardenBackend({
    name,
    ...(choices.runtime === undefined && { sinkholes: true as const }),
    async probe() {
      const { engine } = await open();
      const { image } = imageFor('javascript', engine.name, choices);
      const known = await inspect(engine, image);
      if (known !== undefined) expectArchitecture(engine, image, known);
      await proveIsolation(backend);
    },
    async plan(language, options): Promise<Plan> {
      const { engine, holds: found, runtimeArgs } = await open();
      const { runtime } = choices;
      const holds = runtime === undefined ? found : { ...OWN_KERNEL_HOLDS, cpu: found.cpu };
      const trace = runtime === undefined || !options.observe ? undefined : traceFolder(runtimeArgs(runtime));
      const { conditions } = options;
      const chosen = imageFor(language, engine.name, { ...choices, ...(await pinned(engine)) });
      const { interpreter } = chosen;
      const image = conditions !== undefined && needsWorld(conditions) ? underConditions(chosen) : chosen.image;
      const sinkhole = await openNetwork(options.network);
      return {
        observe: options.observe,
        ...(sinkhole !== undefined && { sinkhole }),
        ...(conditions && { conditions, files: filesUnder(conditions, language) }),
        records: [
          ...commonRecords({
            ...options,
            language,
            environment: conditions && environmentUnder(conditions),
            exec: agentArgv(language, interpreter, undefined, [
              ...wishesOf(conditions, language),
              ...exerciseWishes(options.exercise, options.limits.wallMs),
            ]),
          }),
          ...(runtime === undefined ? sharedKernel(holds) : OWN_KERNEL),
          ...givenNetworkRecords(sinkhole),
          ...(sinkhole === undefined ? [] : DESCENDING),
        ],
        limits: enforcement(options.limits, holds),
        open: containerChannel({
          engine,
          settings: containerSettings(engine, {
            image,
            limits: options.limits,
            runtime,
            network: sinkhole !== undefined,
            host: conditions?.host,
          }),
          wallMs: options.limits.wallMs,
          refused: (cause) => refusal(engine, image, cause),
          onMade: track,
          onStarted: (id) => void (holds.socketsApart && boundSockets(id, Math.round(options.limits.memoryBytes / 4))),
          ...(trace === undefined ? {} : { hearing: (id, listen) => traced(trace, id, listen) }),
        }),
        ...(runtime === undefined ? { expect: expectNamespaces } : {}),
        isolation: (probed) =>
          runtime === undefined
            ? { namespaces: separateNamespaces(probed), kernel: 'host' }
            : { namespaces: Object.keys(probed.namespaceIds ?? {}), kernel: 'gvisor' },
        cleanUp: async () => {},
        failure: wardenFailure(image, interpreter),
      };
    },
    async dispose() {
      await Promise.all(closing);
      (await daemon?.catch(() => undefined))?.engine.close();
      daemon = undefined;
    },
  });
  return backend;

  function track(gone: Promise<void>): void {
    closing.add(gone);
    gone.finally(() => closing.delete(gone));
  }
}

function sharedKernel(holds: Holding): ConfigRecord[] {
  return [...counterRecords(holds), ['watch_memory', needsWatching(holds) ? 1 : 0]];
}

/** The warden makes the network as root, before there is a sample. */
const DESCENDING: readonly ConfigRecord[] = [['descend', USER]];

/** gVisor has no seccomp listener and no counters: its trace is the kernel observer, and the warden watches memory. */
const OWN_KERNEL: readonly ConfigRecord[] = [
  ['notify', 0],
  ['resolver', 1],
  ['mount_places', 1],
  ['uid', USER],
  ['watch_memory', 1],
];

function imageFor(language: Language, daemon: string, { image }: ContainerChoices): ChosenImage {
  const usual = BASE_INTERPRETERS[language];
  if (usual === undefined)
    throw new GloveboxError(
      'language-unsupported',
      `a container does not run ${language}`,
      `Use another backend: --backend ${language === 'wasm' ? 'wasm' : 'jail'}.`,
    );
  if (image !== undefined) return { image, interpreter: usual };
  const { id, interpreter, underConditions } = findImage(language, daemon);
  return { image: id, interpreter, ...(underConditions !== undefined && { underConditions }) };
}

interface ChosenImage {
  readonly image: string;
  readonly interpreter: string;
  readonly underConditions?: string;
}

/** The image whose programs can be told of another time and another user. */
function underConditions({ image, underConditions: id }: ChosenImage): string {
  if (id !== undefined) return id;
  throw new GloveboxError(
    'backend-unavailable',
    `clocks and users cannot be changed in the image ${image}`,
    'Build one of Debian packages on a machine with a C compiler and glibc 2.36 or older: glovebox images build container; or use --backend jail.',
  );
}
