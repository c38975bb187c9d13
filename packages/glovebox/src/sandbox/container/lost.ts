import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { GloveboxError } from '../../error.ts';
import type { End } from '../../observe/message.ts';
import type { Engine } from './engine.ts';
import { isContainerId } from './id.ts';

/** Why a container fell silent before its warden's last word. What is left of it is ended. */
export async function whyLost(engine: Engine, id: string): Promise<GloveboxError> {
  const answer = await engine.call('GET', '/_ping', { timeoutMs: 1000 }).catch((cause: unknown) => cause as Error);
  if (!(answer instanceof Error))
    return new GloveboxError(
      'sandbox-lost',
      `the container ${id.slice(0, 12)} ended before its warden had the last word: somebody removed or killed it`,
      'Start it again; if it happens again, look at the log of the daemon and of the kernel (dmesg) for what ended it.',
    );
  endProcesses(id);
  return new GloveboxError(
    'sandbox-lost',
    `the daemon at ${engine.name} went away while the container ${id.slice(0, 12)} ran`,
    'Start the daemon again (systemctl start docker); the run was not finished and nothing of it is to be trusted.',
    { cause: answer },
  );
}

/** Whether the kernel ended the container for want of memory, by the daemon's record of what happened since `since` (ms). */
export async function ranOutOfMemory(engine: Engine, id: string, since: number): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ container: [id], event: ['oom'] }));
  // The daemon hears of it on another way than of the end.
  for (let look = 0; look < 4; look++) {
    const period = `since=${Math.floor(since / 1000)}&until=${Math.ceil(Date.now() / 1000)}`;
    const said = await engine
      .call('GET', `/events?${period}&filters=${filters}`, { timeoutMs: 3000 })
      .catch(() => undefined); // no daemon: `whyLost` says so
    if (said !== undefined) return true;
    await setTimeout(100);
  }
  return false;
}

/** The last word of a warden that was ended together with its sandbox. */
export function lastWord(cause: 'out-of-memory' | 'timed-out', ms: number): End {
  const limit = cause === 'timed-out' ? 'wallClock' : 'memory';
  const nothing = { cpuUs: 0, peakMemory: 0, peakProcesses: 0, forks: 0, peakDisk: 0, peakFiles: 0, disk: 0 };
  return { t: 'end', cause, limit, ms, ...nothing, processesRefused: false, truncated: false, eventsDropped: 0 };
}

/**
 * A container outlives its daemon. Where it runs on this machine and is ours to signal, it ends with our run. Ends nothing for what
 * is no whole id: part of one, or none, would be found in the groups of others.
 */
export function endProcesses(id: string): void {
  if (!isContainerId(id)) return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself, or is somebody else's.
    }
  }
}
