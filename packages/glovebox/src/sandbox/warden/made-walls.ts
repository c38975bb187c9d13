import { realpathSync } from 'node:fs';
import { GloveboxError } from '../../error.ts';
import { agentArgv, findInterpreter } from '../interpreters.ts';
import type { OpenChannel } from './channel.ts';
import type { ConfigRecord } from './frames.ts';
import { separateNamespaces } from './namespaces.ts';
import { commonRecords, type Inside } from './records.ts';
import type { Plan } from './session.ts';
import { PACKAGE_ROOT, spawnChannel, wardenPath } from './warden.ts';

/** Walls that a test makes for a warden to be started in, with one hole or none. Needs root. */
export interface MadeWalls {
  /** The user that the warden is started as. */
  readonly as: 'user' | 'root';
  readonly hole?: 'writable root' | 'host network' | 'not process 1' | 'capabilities' | 'no tmpfs';
}

/** The user inside, who owns nothing outside. */
export const WALLED_UID = 4242;

/** As in a container: the sample has the warden's own user and processes. */
export const SAME_USER: readonly ConfigRecord[] = [['watch_memory', 1]];

/** As in a virtual machine: a warden that is root makes another user and namespaces for the sample. */
export const OTHER_USER: readonly ConfigRecord[] = [
  ['own_namespaces', 1],
  ['mount_places', 1],
  ['uid', 100_000],
  ['watch_memory', 1],
];

export function planInWalls(
  walls: MadeWalls,
  records: readonly ConfigRecord[],
  { language, limits, observe }: Omit<Inside, 'exec'>,
): Plan {
  const exec = agentArgv(language, realpathSync(findInterpreter(language)));
  const none = { value: 0, enforcedBy: 'none' } as const;
  return {
    observe,
    records: [...commonRecords({ language, exec, limits, observe }), ...records],
    limits: {
      memory: { value: limits.memoryBytes, enforcedBy: 'warden' },
      processes: { value: limits.processes, enforcedBy: 'warden' },
      wallClock: { value: limits.wallMs, enforcedBy: 'warden' },
      output: { value: limits.outputBytes, enforcedBy: 'warden' },
      disk: { value: limits.diskBytes, enforcedBy: 'mount' },
      files: { value: limits.files, enforcedBy: 'mount' },
      descriptors: { value: limits.descriptors, enforcedBy: 'rlimit' },
      cpu: none,
    },
    isolation: (probed) => ({ namespaces: separateNamespaces(probed), kernel: 'host' }),
    open: openInWalls(walls),
    async cleanUp() {},
    failure: (complaints, reason) => new GloveboxError('backend-failed', `${reason}; ${complaints}`, 'Close the hole.'),
  };
}

/** A container made by hand: namespaces, a root of its own, and the warden as its first process. */
function openInWalls(walls: MadeWalls): OpenChannel {
  const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--cgroup'];
  if (walls.hole !== 'host network') namespaces.push('--net');
  const args = [...namespaces, '--fork', '--kill-child', 'sh', '-euc', script(walls), 'sh'];
  return (onMessage) => spawnChannel('unshare', [...args, wardenPath(), `${PACKAGE_ROOT}/guest`], onMessage);
}

function script({ as, hole }: MadeWalls): string {
  const keep = hole === 'capabilities' ? '' : '--bounding-set=-all';
  const become =
    as === 'root' ? '' : `setpriv --reuid ${WALLED_UID} --regid ${WALLED_UID} --clear-groups --inh-caps=-all ${keep}`;
  const warden = `${become} /warden supervise`;
  return [
    MAKE_ROOT,
    as === 'user' && hole !== 'no tmpfs' ? MOUNT_PLACES : '',
    'mount -o remount,ro,bind /mnt/dev; cd /mnt; pivot_root . old; umount -l /old',
    hole === 'writable root' ? '' : 'mount -o remount,ro,bind /',
    hole === 'not process 1' ? `${warden}; exit $?` : `exec ${warden}`,
  ].join('\n');
}

const MAKE_ROOT = `
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount --make-rprivate /
mount -t tmpfs -o size=64k,mode=755 root /mnt
cd /mnt
mkdir usr etc proc sys dev glovebox work tmp home home/user run old
mount --bind /usr usr; mount --bind "$2/etc" etc; mount --bind "$2" glovebox
for link in bin sbin lib lib64; do ln -s "usr/$link" "$link"; done
touch warden; mount --bind "$1" warden
mount -t proc proc proc
mount -t tmpfs -o mode=755,size=64k dev dev
for name in null zero full random urandom tty; do touch "dev/$name"; mount --bind "/dev/$name" "dev/$name"; done
ln -s /proc/self/fd dev/fd; ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
mkdir dev/shm`;

const MOUNT_PLACES = ['work:755', 'home/user:755', 'tmp:1777', 'dev/shm:1777']
  .map((place) => place.split(':'))
  .map(
    ([path, mode]) =>
      `mount -t tmpfs -o nosuid,nodev,size=16m,nr_inodes=2500,uid=${WALLED_UID},gid=${WALLED_UID},mode=${mode} place "${path}"`,
  )
  .join('\n');
