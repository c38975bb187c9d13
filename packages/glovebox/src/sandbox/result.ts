import type { CanaryReport } from '../observe/canaries/canary.ts';
import { findLeaks } from '../observe/canaries/leaks.ts';
import { saidTo, seenAtEnd } from '../observe/canaries/seen.ts';
import { capture } from '../observe/captured/capture.ts';
import { holdsMarshalled } from '../observe/captured/marshalled.ts';
import type { Event } from '../observe/event.ts';
import type { Change, CodeFile, End, FileChunk, HintLine, Output, SystemCall, Usage } from '../observe/message.ts';
import type { Conversation } from '../observe/network/conversation.ts';
import { joinTraffic } from '../observe/network/join.ts';
import { settled } from '../observe/network/outcomes.ts';
import type { Traffic } from '../observe/network/sinkhole.ts';
import { scaledOf } from '../observe/resources/marks.ts';
import { multiplies, multiplying, seriesOf } from '../observe/resources/series.ts';
import { buildTimeline, type Timeline } from '../observe/timeline.ts';
import { processTree } from '../observe/tree.ts';
import { signalName } from '../observe/words.ts';
import type { Sample } from '../sample/sample.ts';
import type { Planted } from './canaries/plant.ts';
import type { Conditions } from './conditions.ts';
import type { BackendName, Isolation, LimitName, Run, RunStatus } from './run.ts';
import type { Transcript } from './warden/session.ts';

/** Folder of the sample inside, in every backend. */
const WORK = '/work';

/** What a backend knows of its walls besides what the warden probed: whose kernel it is, which namespaces are not Glovebox's own. */
export type DescribeWalls = (probed: Transcript['isolation']) => Partial<Omit<Isolation, 'limits'>>;

/** Makes the report's run from what the warden said. */
export async function buildRun(
  backend: BackendName,
  sample: Sample,
  limits: Isolation['limits'],
  transcript: Transcript,
  describe?: DescribeWalls,
  conditions: Conditions = { clock: null },
  planted?: Planted,
  traffic?: Traffic,
): Promise<Run> {
  const { messages, isolation, end } = transcript;
  const joined = messages.filter(
    (message): message is SystemCall | HintLine => message.t === 'sys' || message.t === 'hint',
  );
  const changes = messages.filter((message): message is Change => message.t === 'change');
  const ownFiles = new Map(sample.files.map((file) => [`${WORK}/${file.path}`, file.content]));
  const timeline = buildTimeline(joined, WORK, ownFiles, planted?.canaries, traffic?.names);
  const told = messages.filter(
    (message): message is SystemCall | HintLine | CodeFile =>
      message.t === 'sys' || message.t === 'hint' || message.t === 'code',
  );
  const unmarshal = holdsMarshalled(told) ? (await import('../inspect/python/marshal.ts')).codeOfMarshal : undefined;
  const code = capture(told, WORK, ownFiles, timeline.events, unmarshal);
  const codeDropped = code.dropped + (end.codeDropped ?? 0);
  const calls = messages.filter((message): message is SystemCall => message.t === 'sys');
  const processes = processTree(calls);
  const scaled =
    conditions.scaled === true
      ? scaledOf(
          messages.filter((message) => message.t === 'hint'),
          WORK,
        )
      : [];
  const series = seriesOf(messages.filter((message): message is Usage => message.t === 'usage'));
  const said = traffic && joinTraffic(traffic, timeline.reached, end.zero ?? 0, timeline.events.length + 1);
  const seen = traffic?.leaves && said ? settled(timeline.events, said.conversations) : timeline.events;
  const events = [...seen, ...(said?.events ?? [])];
  const { t: _, namespaceIds: __, ...probed } = isolation;
  const limit = reachedLimit(end);
  const status = statusOf(
    end,
    timeline.uncaught === 'MemoryError' && /^(warden|runtime)$/.test(limits.memory?.enforcedBy ?? ''),
  );
  return {
    id: 'run:1',
    backend,
    isolation: { ...probed, ...describe?.(isolation), limits },
    conditions,
    ...(timeline.exercised > 0 && { exercised: timeline.exercised, ...firstCall(joined) }),
    status,
    ...(limit === undefined ? {} : { limit }),
    ...(end.reason === undefined ? {} : { reason: end.reason }),
    exitCode: status === 'exited' ? (end.code ?? null) : null,
    ...(end.signal === undefined ? {} : { signal: signalName(end.signal) }),
    stdout: outputOf(messages, 'stdout'),
    stderr: outputOf(messages, 'stderr'),
    truncated: end.truncated,
    durationMs: end.ms,
    resources: {
      cpuMs: end.cpuUs / 1000,
      peakMemoryBytes: end.peakMemory,
      processes: end.forks + 1,
      writtenBytes: Math.max(0, end.peakDisk - (planted?.diskBytes ?? 0)),
      ...(series.length > 0 && { series }),
      ...(calls.length > 0 && { multiplying: multiplying(calls) }),
    },
    ...(processes.length > 0 && { processes }),
    ...(scaled.length > 0 && { scaled }),
    changes: changes.map(({ path, change, bytes, mode }) => ({
      path,
      change,
      bytes,
      ...((mode & 0o111) !== 0 ? { executable: true } : {}),
    })),
    events: [...events, ...limitEvents(end, limits, events, multiplies(calls))],
    ...(code.captured.length > 0 && { captured: [...code.captured] }),
    ...(codeDropped > 0 && { capturedDropped: codeDropped }),
    ...(said !== undefined && { conversations: said.conversations }),
    ...(traffic !== undefined && traffic.dropped > 0 && { conversationsDropped: traffic.dropped }),
    ...(end.eventsDropped + timeline.dropped > 0 ? { eventsDropped: end.eventsDropped + timeline.dropped } : {}),
    ...(timeline.lines.length > 0 ? { lines: [...timeline.lines] } : {}),
    ...(planted === undefined ? {} : { canaries: canariesOf(planted, timeline, messages, said?.conversations) }),
  };
}

/** When the agent began to call what the program defines. */
function firstCall(messages: readonly (SystemCall | HintLine)[]): Pick<Run, 'exercisedAtMs'> {
  const first = messages.find((message) => message.t === 'hint' && message.line.startsWith('E\x1f'));
  return first === undefined ? {} : { exercisedAtMs: first.ms };
}

function canariesOf(
  planted: Planted,
  timeline: Timeline,
  messages: Transcript['messages'],
  said: readonly Conversation[] = [],
): CanaryReport {
  const { events, leaving } = timeline;
  const told = messages.filter((message): message is Output | FileChunk => message.t === 'out' || message.t === 'file');
  const reads = events.filter(({ detail }) => detail?.canary !== undefined);
  const { leaks, incomplete } = findLeaks(
    planted.search,
    [...leaving, ...saidTo(said), ...seenAtEnd(told, events)],
    reads,
  );
  return {
    placed: planted.canaries.map(({ name, kind, place }) => ({ name, kind, place })),
    omitted: planted.omitted,
    leaks: [...leaks],
    ...(incomplete && { incomplete: true as const }),
  };
}

const STATUSES: Record<End['cause'], RunStatus> = {
  running: 'killed',
  exited: 'exited',
  'timed-out': 'timed-out',
  'out-of-memory': 'out-of-memory',
  killed: 'killed',
  cancelled: 'killed',
  failed: 'killed',
  refused: 'refused',
};

/** Without a cgroup a leap beyond `RLIMIT_DATA` is refused by the kernel, and the interpreter ends itself. */
function statusOf(end: End, refusedMemory: boolean): RunStatus {
  if (end.cause === 'exited' && end.code === 1 && refusedMemory) return 'out-of-memory';
  return end.cause === 'exited' && end.signal !== undefined ? 'killed' : STATUSES[end.cause];
}

function reachedLimit(end: End): LimitName | undefined {
  return end.limit ?? (end.signal === 24 || end.signal === 25 ? (end.signal === 24 ? 'cpu' : 'disk') : undefined);
}

function outputOf(messages: Transcript['messages'], stream: Output['stream']): string {
  const chunks = messages.filter((message): message is Output => message.t === 'out' && message.stream === stream);
  return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk.data, 'base64'))).toString('utf8');
}

/** What ran into its limit: the counters' own observation, whatever the program said. */
function limitEvents(end: End, limits: Isolation['limits'], before: readonly Event[], multiplied: boolean): Event[] {
  const reached: [LimitName, boolean, number][] = [
    ['memory', end.cause === 'out-of-memory', end.peakMemory],
    ['wallClock', end.cause === 'timed-out', end.ms],
    ['processes', end.processesRefused || end.limit === 'processes', end.peakProcesses],
    ['disk', end.peakDisk >= (limits.disk?.value ?? Infinity) * 0.99, end.peakDisk],
    ['files', end.peakFiles >= (limits.files?.value ?? Infinity), end.peakFiles],
    ['output', end.truncated, limits.output?.value ?? 0],
  ];
  return reached
    .filter(([, hit]) => hit)
    .map(([name, , value], index) => ({
      id: `event:${before.length + index + 1}`,
      atMs: end.ms,
      capability: 'resource.exhaust',
      operation: 'limit',
      target: name,
      outcome: 'denied',
      observer: 'limits',
      process: { pid: 0, command: '' },
      detail: {
        value,
        limit: limits[name]?.value ?? 0,
        enforcedBy: limits[name]?.enforcedBy ?? 'none',
        ...(name === 'processes' && { multiplied }),
      },
    }));
}
