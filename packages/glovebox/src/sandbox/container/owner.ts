import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive, startTime } from '../owned.ts';
import { type Engine, EngineError } from './engine.ts';

const OWNER = 'glovebox.owner';
const HOST = 'glovebox.host';

/** Labels by which another Glovebox on this machine finds out whether whoever started the container still lives. */
export function ownerLabels(): Record<string, string> {
  return { [OWNER]: `${process.pid}:${startTime(process.pid)}`, [HOST]: host() };
}

/** Removes containers whose owner was on this machine and is dead. Containers of others are left alone. */
export async function reapContainers(engine: Engine): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${HOST}=${host()}`] }));
  const all = await engine.call<Listed[]>('GET', `/containers/json?all=1&filters=${filters}`);
  const orphans = all.filter(({ Labels }) => !ownerLives(Labels[OWNER] ?? ''));
  await Promise.all(orphans.map(({ Id }) => removeContainer(engine, Id)));
}

/** Ends and removes one container; one that is gone already is no failure. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.call('DELETE', `/containers/${id}?force=1&v=1`);
  } catch (cause) {
    // 404: it is gone. 409: it is being removed already.
    if (!(cause instanceof EngineError) || (cause.status !== 404 && cause.status !== 409)) throw cause;
  }
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

function ownerLives(owner: string): boolean {
  const [pid = '', started = ''] = owner.split(':');
  return isAlive(Number(pid), started);
}

/** This boot of this machine, and the namespace in which process ids mean what they mean here. */
function host(): string {
  const boot = '/proc/sys/kernel/random/boot_id';
  if (!existsSync(boot)) return hostname();
  return `${readFileSync(boot, 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`;
}
