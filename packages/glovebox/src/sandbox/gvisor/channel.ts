import { spawn } from 'node:child_process';
import type { GloveboxError } from '../../error.ts';
import type { End, HintLine, WardenMessage } from '../../observe/message.ts';
import { only } from '../inherited.ts';
import { ownProcess } from '../owned.ts';
import type { Channel, ChannelEnd, OpenChannel } from '../warden/channel.ts';
import { messageReader } from '../warden/reader.ts';
import type { Groups } from './groups.ts';
import { readLog } from './log.ts';
import { type Joined, type Links, Trace } from './trace.ts';

/** How long a sandbox may take until its warden speaks. */
const START_MS = 20_000;
/** What the warden inside gets beyond the wall clock before the sandbox is ended from outside. */
const GRACE_MS = 1_500;

/** How long an agent may take until it begins with its job; the warden counts from there. */
const AGENT_MS = 10_000;

export interface Sandbox {
  readonly command: readonly string[];
  readonly groups: Groups | undefined;
  readonly log: string | undefined;
  readonly links: Links;
  readonly wallMs: number;
  /** Called when the warden inside has spoken. */
  readonly up: () => void;
  /** Called once nothing of the sandbox is left. */
  readonly release: () => Promise<void>;
}

/** Ends with the reason for which the sandbox was ended from outside. */
type Reason = 'timed-out' | 'cancelled' | 'out-of-memory' | 'hung' | 'refused';

/** Between two looks at the memory of a running sample. */
const LOOK_MS = 20;

/** A conversation with the warden in a gVisor sandbox, into which the sentry's own trace is woven. */
export function openSandbox(sandbox: Sandbox): OpenChannel {
  return (onMessage) => converse(sandbox, onMessage);
}

function converse(sandbox: Sandbox, onMessage: (message: WardenMessage) => void): Channel {
  const { groups, log } = sandbox;
  const trace = log === undefined ? undefined : new Trace(sandbox.links);
  const reader = trace === undefined || log === undefined ? undefined : readLog(log, trace);
  const child = spawn('/bin/sh', ['-c', ENTER, 'sh', ...(groups?.folders ?? []), '--', ...sandbox.command], {
    stdio: only<['pipe', 'pipe', 'pipe']>(['pipe', 'pipe', 'pipe']),
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    detached: true,
  });
  const release = child.pid === undefined ? () => {} : ownProcess(child.pid);
  const heard: HintLine[] = [];
  /** The job and what follows it, until limits hold. */
  let held: Buffer[] | undefined = [];
  let started = 0;
  let isolated = false;
  let ended = false;
  let reason: Reason | undefined;
  const startTimer = setTimeout(() => stop('hung'), START_MS);
  let endTimer: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;

  function endAfter(ms: number, why: Reason): void {
    clearTimeout(endTimer);
    endTimer = setTimeout(() => stop(why), ms);
  }

  function stop(why: Reason): void {
    reason ??= why;
    if (child.pid !== undefined) killGroup(child.pid);
    groups?.kill();
  }

  /** The interpreter is up: what it and the sentry took is ours, and from here on everything is the sample's. */
  function begin(): void {
    groups?.holdSample();
    if (groups !== undefined && watch === undefined)
      watch = setInterval(() => groups.isOverMemory() && stop('out-of-memory'), LOOK_MS);
    if (held !== undefined && held.length > 0) child.stdin.write(Buffer.concat(held));
    held = undefined;
  }

  /** The facts so far, with the hints where they belong. */
  function weave(): Omit<Joined, 'messages'> {
    reader?.catchUp();
    const joined = trace?.join(heard.splice(0)) ?? {
      messages: heard.splice(0),
      dropped: 0,
      forks: 0,
      refusedFork: false,
    };
    for (const message of joined.messages) onMessage(message);
    return joined;
  }

  function take(message: WardenMessage): void {
    if (message.t === 'isolation') {
      clearTimeout(startTimer);
      if (started > 0) endAfter(sandbox.wallMs + GRACE_MS + AGENT_MS, 'timed-out');
      isolated = true;
      sandbox.up();
      onMessage(message);
      if (trace === undefined) begin(); // no agent will say that it waits
    } else if (message.t === 'hint' && !message.line.startsWith('W')) heard.push(message);
    else if (message.t === 'hint') {
      onMessage(message);
      begin();
    } else if (message.t === 'end') {
      ended = true;
      const { dropped, forks, refusedFork } = weave();
      const eventsDropped = message.eventsDropped + dropped;
      onMessage({ ...message, forks, processesRefused: message.processesRefused || refusedFork, eventsDropped });
    } else {
      if (message.t === 'cell') {
        clearTimeout(endTimer);
        weave();
        trace?.nextCell();
      }
      onMessage(message);
    }
  }

  /** When the sandbox died around its warden, the last word is ours. */
  function lastWord(): void {
    const cause = groups?.outOfMemory()
      ? 'out-of-memory'
      : reason === 'hung' || reason === 'refused'
        ? undefined
        : reason;
    if (ended || cause === undefined || !isolated) return;
    const { dropped } = weave();
    const ms = started === 0 ? 0 : performance.now() - started;
    onMessage({ ...endOf(cause, ms, dropped), peakMemory: Math.max(0, groups?.peakOfSample() ?? 0) });
  }

  let complaints = '';
  let refused: GloveboxError | undefined;
  const words = messageReader(take, (failure) => {
    if (isolated) {
      refused = failure;
      stop('refused');
    } else complaints += failure.message; // before there is a sandbox runsc itself speaks like that, and ends
  });
  child.stdout.setEncoding('utf8').on('data', words.take);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    if (complaints.length < 4000) complaints += chunk;
  });
  child.stdin.on('error', () => {}); // it ended before it read everything; `ended` says why
  const finished = new Promise<ChannelEnd>((resolve, reject) => {
    const over = async (code: number | null) => {
      clearTimeout(startTimer);
      clearTimeout(endTimer);
      clearInterval(watch);
      lastWord();
      reader?.close();
      groups?.kill(); // what outlived runsc
      release();
      await sandbox.release();
      const said = reason === 'hung' ? `no word from the sandbox within ${START_MS / 1000} seconds` : '';
      if (refused !== undefined) reject(refused);
      else resolve({ complaints: [complaints, said].filter(Boolean).join('; '), code });
    };
    child.once('error', (cause) => {
      complaints = cause.message;
      void over(null);
    });
    child.once('close', (code) => void over(code));
  });
  return {
    send(frames) {
      words.renew();
      if (frames.some(isJob)) {
        started = performance.now();
        if (isolated) endAfter(sandbox.wallMs + GRACE_MS + AGENT_MS, 'timed-out');
      }
      if (held === undefined || (held.length === 0 && !frames.some(isJob))) child.stdin.write(Buffer.concat(frames));
      else held.push(...frames);
    },
    cancel() {
      child.stdin.destroy();
      endAfter(GRACE_MS, 'cancelled');
    },
    ended: finished,
  };
}

/** Enters the groups that are named before `--`, then becomes the command. */
const ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@"';

function isJob(frame: Buffer): boolean {
  return frame[4] === 0x47;
}

function endOf(cause: 'out-of-memory' | 'timed-out' | 'cancelled', ms: number, eventsDropped: number): End {
  const limit = cause === 'out-of-memory' ? 'memory' : cause === 'timed-out' ? 'wallClock' : undefined;
  const nothing = { cpuUs: 0, peakMemory: 0, peakProcesses: 0, forks: 0, peakDisk: 0, peakFiles: 0, disk: 0 };
  const rest = { processesRefused: false, truncated: false, eventsDropped };
  return { t: 'end', cause, ...(limit === undefined ? {} : { limit }), ms, ...nothing, ...rest };
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody was left in it.
  }
}
