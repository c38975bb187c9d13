import type { Event } from '../observe/event.ts';
import type { Isolation, Run, RunStatus } from '../sandbox/run.ts';
import { neutralizeShort } from './neutralize.ts';
import type { Style } from './style.ts';
import { isRoutine } from './view.ts';

const STEPS_SHOWN = 12;

/** One run: how it ended, what it touched in order, and what held it in. */
export function renderRun(run: Run, style: Style): string {
  return [
    endLine(run, style),
    ...(run.fallback === undefined
      ? []
      : [`${style.dim('lesser   ')} ${neutralizeShort(fallbackOf(run.fallback), 400)}`]),
    ...timeline(run, style),
    ...conversations(run, style),
    ...captured(run, style),
    ...changes(run, style),
    ...(run.isolation ? isolation(run.isolation, run.conversations !== undefined, style) : []),
  ].join('\n');
}

/** That a run had lesser walls than the default, why, and what to do. */
export function fallbackOf({ instead, reason, remedy }: NonNullable<Run['fallback']>): string {
  return `it ran in WebAssembly and not in the ${instead}, with lesser walls: ${reason}. ${remedy}`;
}

/** How a run ended, in a few words; the reason may quote hostile text. */
export function endOf(run: Run): string {
  return `${ENDS[run.status](run)}${run.reason === undefined ? '' : `: ${run.reason}`}`;
}

const ENDS: Record<RunStatus, (run: Run) => string> = {
  exited: (run) => `exited with ${run.exitCode ?? 0}`,
  'timed-out': () => 'ended at its time limit',
  'out-of-memory': () => 'ended at its memory limit',
  killed: (run) => `killed${run.signal === undefined ? '' : ` by ${run.signal}`}`,
  refused: () => 'refused, nothing ran',
};

function endLine(run: Run, style: Style): string {
  const { cpuMs, peakMemoryBytes, processes } = run.resources;
  const used = `${run.durationMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of processor, ${(peakMemoryBytes / 1024 / 1024).toFixed(0)} MiB, ${processes === 1 ? '1 process' : `${processes} processes`}`;
  return `${style.dim('run      ')} ${neutralizeShort(endOf(run), 140)}   ${style.dim(used)}`;
}

/** What it touched outside itself, once each. Reading its own libraries is no news. */
function timeline(run: Run, style: Style): string[] {
  const steps = run.events.filter((event) => !isRoutine(event));
  const first = new Map<string, Event>();
  for (const event of steps) {
    const step = `${event.capability} ${event.target}`;
    if (!first.has(step)) first.set(step, event);
  }
  const distinct = [...first.values()];
  const lines = distinct.slice(0, STEPS_SHOWN).map((event) => {
    const at = `${event.atMs.toFixed(0).padStart(6)} ms`;
    const where = event.source === undefined ? '' : `  ${neutralizeShort(event.source.file, 30)}:${event.source.line}`;
    const denied = event.outcome === 'allowed' ? '' : ` ${event.outcome}`;
    return `${style.dim(at)}  ${event.capability.padEnd(17)} ${neutralizeShort(event.target, 70)}${denied}${style.dim(where)}`;
  });
  const more = distinct.length - lines.length;
  return [...lines, ...(more > 0 ? [style.dim(`           … and ${more} more`)] : [])];
}

const CONVERSATIONS_SHOWN = 8;

/** What was said to whom, and the beginning of it. Names that were asked for are in the timeline. */
function conversations(run: Run, style: Style): string[] {
  const said = (run.conversations ?? []).filter(({ protocol }) => protocol !== 'dns');
  const lines = said.slice(0, CONVERSATIONS_SHOWN).map((one) => {
    const to = neutralizeShort(one.url ?? `${one.host}:${one.port}`, 60);
    const status = one.reply.status === undefined ? '' : ` ${one.reply.status}`;
    const scripted = one.reply.scripted ? ' scripted' : '';
    const body = one.sent.text ?? (one.sent.base64 === undefined ? '' : `base64 ${one.sent.base64}`);
    const shown = body === '' ? '' : `  ${neutralizeShort(body, 50)}`;
    const cut = one.sent.truncated ? ', cut' : '';
    return `${style.dim('said     ')} ${one.protocol} ${neutralizeShort(one.operation, 12)} ${to}${status}${scripted}${style.dim(`  ${one.sent.bytes} bytes${cut}`)}${shown}`;
  });
  const more = said.length - lines.length;
  return [...lines, ...(more > 0 ? [style.dim(`           … and ${more} more (--format json shows all)`)] : [])];
}

const CAPTURED_SHOWN = 5;
const CODE_SHOWN = 70;

/** Code that reached an interpreter, the beginning of each piece: the sample's words, which nobody is to follow. */
function captured(run: Run, style: Style): string[] {
  const all = run.captured ?? [];
  const lines = all.slice(0, CAPTURED_SHOWN).map(({ language, by, code, source, path, truncated }) => {
    const where = source === undefined ? '' : `  ${neutralizeShort(source.file, 30)}:${source.line}`;
    const from = path === undefined ? '' : ` from ${neutralizeShort(path, 40)}`;
    const size = `${code.length} characters${truncated ? ', cut' : ''}`;
    return `${style.dim('ran code ')} ${language} by ${neutralizeShort(by, 30)}${from}: ${neutralizeShort(code.trim(), CODE_SHOWN)}${style.dim(`  ${size}${where}`)}`;
  });
  const more = all.length - lines.length;
  const lost = run.capturedDropped ?? 0;
  return [
    ...lines,
    ...(more > 0 ? [style.dim(`           … and ${more} more (--format json shows all)`)] : []),
    ...(lost > 0 ? [style.dim(`           … and ${lost} that were too many to keep`)] : []),
  ];
}

function changes(run: Run, style: Style): string[] {
  if (run.changes.length === 0) return [];
  const shown = run.changes.slice(0, 5).map((change) => `${change.change} ${neutralizeShort(change.path, 60)}`);
  const more = run.changes.length > 5 ? ` … and ${run.changes.length - 5} more` : '';
  return [`${style.dim('left     ')} ${shown.join(', ')}${more}`];
}

const LONGEST_WALLS = 600;

function isolation(held: Isolation, isPlayed: boolean, style: Style): string[] {
  const walls = [
    `${held.namespaces.length} namespaces (${held.namespaces.join(' ')})`,
    held.seccomp === 2 ? 'seccomp filter' : 'no seccomp',
    held.landlock > 0 ? `Landlock ${held.landlock}` : 'no Landlock',
    held.capabilities === '0' ? 'no capabilities' : `capabilities ${held.capabilities}`,
    held.interfaces.every((name) => name === 'lo')
      ? isPlayed
        ? 'a network that is played'
        : 'no network'
      : `network ${held.interfaces.join(' ')}`,
  ];
  // What was probed was said inside.
  const [around, limited] = [walls.join(', '), limits(held)].map((text) => neutralizeShort(text, LONGEST_WALLS));
  return [`${style.dim('held by  ')} ${around}`, `${style.dim('limits   ')} ${limited}`];
}

/** Limits together by who holds them: `memory 256 MiB, 50 processes (cgroup-v2), 30 s (warden)`. */
function limits(held: Isolation): string {
  const byEnforcer = Object.groupBy(Object.entries(held.limits), ([, { enforcedBy }]) => enforcedBy);
  return Object.entries(byEnforcer)
    .map(([enforcer, group]) => `${group.map(([name, { value }]) => amount(name, value)).join(', ')} (${enforcer})`)
    .join(', ');
}

/** A limit's value with its unit, by the name a report gives it. */
function amount(name: string, value: number): string {
  if (name === 'wallClock') return `${value / 1000} s`;
  if (name === 'cpu') return value === 1 ? '1 core' : `${value} cores`;
  if (!['memory', 'output', 'disk'].includes(name)) return `${value} ${name}`;
  return `${name} ${(value / 1024 / 1024).toFixed(0)} MiB`;
}
