import { describe } from '../../explore/behaviour.ts';
import type { Event } from '../../observe/event.ts';
import type { Content, Conversation } from '../../observe/network/conversation.ts';
import type { Run } from '../../sandbox/run.ts';
import { endOf, fallbackOf } from '../run.ts';
import { isRoutine } from '../view.ts';
import type { PageBody, PageConversation, PageEvent, PageRun } from './page.ts';
import type { Placing } from './places.ts';
import { pageLimits, pageWalls } from './walls.ts';
import { words, wordsOfLines } from './words.ts';

const OUTPUT_SHOWN = 40_000;
const BODY_SHOWN = 6_000;
const HEADERS_SHOWN = 60;
const CONVERSATIONS_SHOWN = 400;
const CHANGES_SHOWN = 1_000;
const PROCESSES_SHOWN = 2_000;
const CODE_SHOWN = 60;
const CODE_LONGEST = 16_000;
const LEAKS_SHOWN = 200;

/** One run, with as many of its events as there is room for. */
export function pageRun(run: Run, room: number, place: Placing): PageRun {
  const { resources } = run;
  const events = run.events.slice(0, room).sort((a, b) => a.atMs - b.atMs);
  const printed = Math.max(run.stdout.length, run.stderr.length);
  return {
    id: run.id,
    backend: run.backend,
    conditions: words(describe(run.conditions), 300),
    status: run.status,
    end: words(endOf(run), 300),
    durationMs: run.durationMs,
    cpuMs: resources.cpuMs,
    peakMemoryBytes: resources.peakMemoryBytes,
    processCount: resources.processes,
    writtenBytes: resources.writtenBytes,
    ...(run.exercised !== undefined && { exercised: run.exercised }),
    ...(run.exercisedAtMs !== undefined && { exercisedAtMs: run.exercisedAtMs }),
    series: (resources.series ?? []).slice(0, 200),
    events: events.map((event) => pageEvent(event, place)),
    eventsMore: run.events.length - events.length + (run.eventsDropped ?? 0),
    processes: (run.processes ?? [])
      .slice(0, PROCESSES_SHOWN)
      .map(({ pid, parent, command }) => ({ pid, parent, command: words(command, 80) })),
    ...(run.conversations !== undefined && {
      conversations: run.conversations.slice(0, CONVERSATIONS_SHOWN).map((one) => pageConversation(one, place)),
    }),
    ...changesOf(run),
    code: (run.captured ?? []).slice(0, CODE_SHOWN).map(({ language, by, how, code, truncated, path, source }) => ({
      language,
      by: words(by, 80),
      how,
      code: wordsOfLines(code, CODE_LONGEST),
      cut: truncated === true || code.length > CODE_LONGEST,
      ...(path !== undefined && { path: words(path, 300) }),
      ...(source !== undefined && { place: place(source) }),
    })),
    walls: [
      ...(run.fallback === undefined
        ? []
        : [{ name: 'In place of the default', value: words(fallbackOf(run.fallback), 400), holds: false }]),
      ...(run.isolation === undefined ? [] : pageWalls(run.isolation, run.conversations !== undefined)),
    ],
    limits: run.isolation === undefined ? [] : pageLimits(run.isolation),
    stdout: wordsOfLines(run.stdout, OUTPUT_SHOWN),
    stderr: wordsOfLines(run.stderr, OUTPUT_SHOWN),
    outputCut: run.truncated || printed > OUTPUT_SHOWN,
    leaks: (run.canaries?.leaks ?? []).slice(0, LEAKS_SHOWN).map(({ canary, channel, place: to, encoding, meant }) => ({
      canary: words(canary, 80),
      channel,
      place: words(to, 200),
      how: words([...encoding, ...(meant ? ['where it is meant to go'] : [])].join(', ') || 'as it is', 200),
    })),
  };
}

function pageEvent(event: Event, place: Placing): PageEvent {
  return {
    atMs: event.atMs,
    capability: event.capability,
    operation: words(event.operation, 60),
    target: words(event.target, 300),
    outcome: event.outcome,
    observer: event.observer,
    pid: event.process.pid,
    command: words(event.process.command, 40),
    ...(event.source !== undefined && { place: place(event.source) }),
    ...(event.count !== undefined && { count: event.count }),
    ...(isRoutine(event) && { routine: true }),
    ...(event.exercised && { exercised: true }),
    ...(event.forced && { forced: true }),
    ...(event.unexplained && { unexplained: true }),
  };
}

function pageConversation(one: Conversation, place: Placing): PageConversation {
  const { reply } = one;
  const answer = [
    reply.status === undefined ? '' : String(reply.status),
    reply.scripted ? 'scripted' : '',
    reply.replayed ? 'replayed' : '',
  ];
  return {
    atMs: one.atMs,
    protocol: one.tls === undefined ? one.protocol : `${one.protocol} in TLS`,
    operation: words(one.operation, 40),
    to: words(one.url ?? `${one.host}:${one.port}`, 400),
    address: words(`${one.address}:${one.port}`, 80),
    headers: (one.headers ?? [])
      .slice(0, HEADERS_SHOWN)
      .map(({ name, value }) => ({ name: words(name, 80), value: words(value, 400) })),
    sent: bodyOf(one.sent),
    reply: bodyOf(reply),
    answer: answer.filter((part) => part !== '').join(', '),
    ...(one.outcome !== undefined && { outcome: one.outcome }),
    ...(one.reason !== undefined && { reason: words(one.reason, 300) }),
    ...(one.source !== undefined && { place: place(one.source) }),
  };
}

function bodyOf({ bytes, text, base64, truncated }: Content): PageBody {
  const shown = text ?? (base64 === undefined ? '' : `base64 ${base64}`);
  return { bytes, text: wordsOfLines(shown, BODY_SHOWN), cut: truncated === true || shown.length > BODY_SHOWN };
}

/** What was left behind, with what it held where an interpreter was seen opening it. */
function changesOf(run: Run): Pick<PageRun, 'changes'> {
  const contents = new Map(
    (run.captured ?? []).flatMap(({ path, code }) => (path === undefined ? [] : [[path, code] as const])),
  );
  return {
    changes: run.changes.slice(0, CHANGES_SHOWN).map(({ path, change, bytes, executable }) => {
      const content = contents.get(path);
      return {
        path: words(path, 300),
        change,
        bytes,
        executable: executable === true,
        ...(content !== undefined && { content: wordsOfLines(content, CODE_LONGEST) }),
      };
    }),
  };
}
