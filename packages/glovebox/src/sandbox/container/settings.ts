import type { Limits } from '../limits.ts';
import { PLACES } from '../warden/records.ts';
import type { Engine } from './engine.ts';
import { ownerLabels } from './owner.ts';
import { seccompOption } from './seccomp.ts';

/** The warden is in the container besides the sample's processes. */
const LAUNCHERS = 1;

/** The sample's user, as the image's /etc/passwd names it; the warden has no other. */
export const USER = 1000;

/** Share of the disk's bytes and files each place has: a container's places are file systems of their own. */
const SHARES: Record<(typeof PLACES)[number], number> = {
  '/work': 0.5,
  '/tmp': 0.25,
  '/home/user': 0.125,
  '/dev/shm': 0.125,
};

const SHARED_BY_ALL = ['/tmp', '/dev/shm'];

const UNUSED = 'ro,noexec,nosuid,nodev,size=4096,notmpcopyup';

const NANO = 1_000_000_000;

/** What the warden needs of gVisor's kernel to mount the places and to become another user; the sample keeps none of it. */
const IN_GVISOR = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_ADMIN'];

/** The same for leading every address of the container's own empty network to it: the warden then becomes the sample's user for good. */
const FOR_NETWORK = ['NET_ADMIN', 'SETGID', 'SETPCAP', 'SETUID'];
/** A program without rights listens where the sample is about to go, whatever the port. */
const NETWORK_SYSCTLS = { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv6.conf.all.disable_ipv6': '0' };
/** Where the warden writes whom to trust, before it gives up being root. */
const TRUST = 'rw,noexec,nosuid,nodev,size=4194304,mode=755';

export interface Asked {
  /** Id of the image, never a name that somebody else can move. */
  readonly image: string;
  readonly limits: Limits;
  /** An OCI runtime with a kernel of its own, instead of the daemon's default. */
  readonly runtime?: string | undefined;
  /** Whether somebody plays its network. */
  readonly network?: boolean;
  /** What it is called, where that is a name. */
  readonly host?: string | undefined;
}

/** Body of POST /containers/create: what a sample's container is, and all it is. */
export function containerSettings(engine: Engine, asked: Asked): object {
  const { image, limits, runtime, network = false, host = '' } = asked;
  const around = runtime === undefined ? aroundWarden(limits) : aroundKernel(limits);
  return {
    Image: image,
    Entrypoint: ['/glovebox/warden', 'supervise'],
    Cmd: [],
    Env: [],
    // The warden's. In gVisor it is root of that kernel, for the sample would reach it as the same user.
    User: runtime === undefined && !network ? `${USER}:${USER}` : '0:0',
    WorkingDir: '/',
    // A daemon takes no other; the variable says it all the same.
    Hostname: /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(host) ? host : 'glovebox',
    Labels: ownerLabels(),
    Tty: false,
    // The warden's words go through its standard streams, and it ends when whoever reads them is gone.
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    StopSignal: 'SIGKILL',
    // The image's own would be run beside the sample.
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: 'none',
      // Instead of the host's: nobody answers there, and at once.
      Dns: ['127.0.0.1'],
      // Over a stream its kernel's trace shows what name is asked for.
      DnsOptions: ['timeout:1', 'attempts:1', ...(runtime === undefined ? [] : ['use-vc'])],
      DnsSearch: ['.'],
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      ...(runtime === undefined ? {} : { CapAdd: IN_GVISOR }),
      ...(network ? { CapAdd: FOR_NETWORK, Sysctls: NETWORK_SYSCTLS } : {}),
      SecurityOpt: ['no-new-privileges', `seccomp=${seccompOption(engine)}`],
      Memory: around.memoryBytes,
      MemorySwap: around.memoryBytes, // memory and swap together: no swap
      NanoCpus: Math.round(limits.cpus * NANO),
      PidsLimit: around.processes,
      Ulimits: [
        // For the warden; the sample's own are lower, and set by the warden.
        { Name: 'nofile', Soft: 4096, Hard: 4096 },
        ...processesLimit(engine, limits, runtime),
      ],
      Tmpfs:
        runtime !== undefined
          ? {}
          : {
              ...Object.fromEntries(PLACES.map((place) => [place, tmpfs(place, limits, engine.isPodman)])),
              // Podman makes these writable, and without a bound, where nothing else is said.
              ...(engine.isPodman ? { '/run': UNUSED, '/var/tmp': UNUSED } : {}),
              ...(network ? { '/run': trust(engine) } : {}),
            },
      IpcMode: 'private',
      CgroupnsMode: 'private',
      LogConfig: { Type: 'none' },
      AutoRemove: true,
      Init: false,
      Privileged: false,
      RestartPolicy: { Name: 'no' },
      ...(runtime === undefined ? {} : { Runtime: runtime }),
    },
  };
}

/**
 * All that a user has count: on a shared kernel the group alone can hold the sample, but Podman would raise this beyond what it may
 * itself. A kernel of its own has nobody else of the sample's user.
 */
function processesLimit({ isPodman }: Engine, { processes }: Limits, runtime: string | undefined): object[] {
  if (runtime !== undefined) return [{ Name: 'nproc', Soft: processes, Hard: processes }];
  return isPodman ? [{ Name: 'nproc', Soft: 8192, Hard: 8192 }] : [];
}

type Around = Pick<Limits, 'memoryBytes' | 'processes'>;

function aroundWarden({ memoryBytes, processes }: Limits): Around {
  return { memoryBytes, processes: processes + LAUNCHERS };
}

/**
 * A kernel of its own lives in the container's groups as well: it keeps the files in memory, and has up to three threads outside for
 * each inside. The sample's own limits are held by the warden.
 */
function aroundKernel({ memoryBytes, diskBytes, processes }: Limits): Around {
  return { memoryBytes: memoryBytes + diskBytes + 160 * 1024 * 1024, processes: processes * 3 + 1500 };
}

function trust({ isPodman }: Engine): string {
  return isPodman ? `${TRUST},notmpcopyup` : TRUST;
}

/** Podman mounts no file system with an owner or a bound on files; there everybody inside may write, which is the sample alone. */
function tmpfs(place: (typeof PLACES)[number], { diskBytes, files }: Limits, isPodman: boolean): string {
  const common = `rw,exec,nosuid,nodev,size=${Math.floor(diskBytes * SHARES[place])}`;
  if (isPodman) return `${common},mode=1777,notmpcopyup`;
  const mode = SHARED_BY_ALL.includes(place) ? '1777' : '755';
  // The folder itself is a file too.
  const inodes = Math.max(2, Math.floor(files * SHARES[place])) + 1;
  return `${common},nr_inodes=${inodes},mode=${mode},uid=${USER},gid=${USER}`;
}
