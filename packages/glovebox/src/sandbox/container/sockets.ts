import { existsSync, writeFileSync } from 'node:fs';

const ROOT = '/sys/fs/cgroup/memory';

/** Where daemons make the memory group of a container, by who makes groups for them: the daemon itself, or systemd. */
const PLACES = [
  (id: string) => `${ROOT}/docker/${id}`,
  (id: string) => `${ROOT}/system.slice/docker-${id}.scope`,
  (id: string) => `${ROOT}/libpod_parent/libpod-${id}`,
  (id: string) => `${ROOT}/machine.slice/libpod-${id}.scope`,
];

/**
 * Bounds what waits in a container's sockets, which version 1 of cgroups counts apart from all other memory, and which neither
 * daemon bounds any more. Needs root on the daemon's machine; gives whether it could.
 */
export function boundSockets(id: string, bytes: number): boolean {
  const folder = PLACES.map((place) => place(id)).find((path) => existsSync(path));
  if (folder === undefined) return false;
  try {
    writeFileSync(`${folder}/memory.kmem.tcp.limit_in_bytes`, String(bytes));
    return true;
  } catch {
    return false; // the groups of another user's daemon, or a kernel without this bound
  }
}
