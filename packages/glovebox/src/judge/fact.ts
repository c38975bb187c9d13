import type { Capability } from '../capability.ts';
import { firstLines } from '../explore/spans.ts';
import type { Site, Unwrapped } from '../inspect/site.ts';
import type { TargetLists } from '../inspect/targets.ts';
import type { Event, Source } from '../observe/event.ts';
import { sourceLanguageOf } from '../sample/language.ts';
import { withoutMadeUp } from '../sandbox/exercise.ts';
import type { Run } from '../sandbox/run.ts';
import { climbs, type Place, placesOf } from './places.ts';
import type { Witness } from './rule.ts';
import type { SourceLines } from './source.ts';

/** A site or an event in the one shape that rules are matched against. */
export interface Fact {
  /** `site:3`, `event:7`. */
  readonly id: string;
  /** The code that was seen reaching an interpreter and holds it. */
  readonly captured?: string;
  readonly witness: Witness;
  readonly capability: Capability;
  readonly callee: string;
  /** Undefined where the source does not say it as a constant. */
  readonly target: string | undefined;
  /** Where the target and every constant argument lie. */
  readonly places: ReadonlySet<Place>;
  /** Where the target alone lies. */
  readonly at: ReadonlySet<Place>;
  /** A path of the target leaves the folder of the root it begins in, by `..`. */
  readonly climbs: boolean;
  /** `name=value` of every constant argument or detail. */
  readonly arguments: readonly string[];
  readonly file?: string;
  readonly line?: number;
  /** The source lines it is on; empty where that is not known. */
  readonly written: string;
  /** The same with the lines just before. */
  readonly nearby: () => string;
  readonly unexplained: boolean;
  /** Evaluated code that no file of the sample shows. */
  readonly concealed: boolean;
  /** What it is written in; undefined for events and for what no language tells. */
  readonly language: Unwrapped['language'] | undefined;
  /** Callees that are given the code it stands in, from the outside in; empty for code of the file itself. */
  readonly inside: readonly string[];
  /** Nothing else in the sample acts on the world, and no text in it is decoded or taken from outside. */
  readonly alone: boolean;
  /** Milliseconds into the run; undefined for sites. */
  readonly atMs?: number;
}

/** Texts are matched up to here: patterns must not cost time for what a hostile source makes long. Both ends are kept. */
const LONGEST = 4_000;

/** What was decoded is written a few lines later. */
const LINES_BEFORE = 6;

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1_000)}\n${text.slice(-1_000)}`;
}

/** `lists` are the policy's places, the usual ones without it. */
export function factsOf(
  sites: readonly Site[],
  runs: readonly Run[],
  source: SourceLines,
  lists: TargetLists | undefined,
): Fact[] {
  const places = (text: string) => placesOf(text, lists);
  const alone = !sites.some(acts) && !source.mentions(OUTSIDE_TEXT);
  return [
    ...sites.map((site) => ({ ...ofSite(site, source, places), alone })),
    ...runs.flatMap((run) => ofRun(run, sites, source, places)),
  ];
}

/** Reading the clock, importing and evaluating leave the world as it is. */
function acts({ capability }: Site): boolean {
  return !/^(clock\.|code\.(eval|import)$)/.test(capability);
}

/** Text that comes from elsewhere, or from other text by a computation. */
const OUTSIDE_TEXT =
  /\b(input|raw_input|prompt|readline|argv|stdin|environ|getenv|chr|ord|bytes|bytearray|translate|charCodeAt|fromCharCode|codePointAt|atob)\b|decode|fromhex|unhex|compress|\\x[0-9a-f]|\b(base64|codecs|marshal|pickle|zlib)\b|b64/i;

type Places = (text: string) => ReadonlySet<Place>;

function ofSite(site: Site, source: SourceLines, placesIn: Places): Fact {
  const given = Object.entries(site.arguments ?? {});
  const at = placesIn(site.target ?? '');
  return {
    id: site.id,
    ...(site.captured !== undefined && { captured: site.captured }),
    witness: 'source',
    capability: site.capability,
    callee: site.callee,
    target: site.target === undefined ? undefined : cut(site.target),
    places: new Set([...at, ...given.flatMap(([, value]) => [...placesIn(value)])]),
    at,
    climbs: climbs(site.target ?? ''),
    arguments: given.map(([name, value]) => cut(`${name}=${value}`)),
    file: site.file,
    line: site.line,
    written: site.inner?.at(-1)?.text ?? source.text(site.file, site.line, site.endLine),
    nearby: () => source.text(site.file, Math.max(1, site.line - LINES_BEFORE), site.endLine),
    unexplained: false,
    concealed: false,
    language: site.inner?.at(-1)?.language ?? sourceLanguageOf(site.file),
    inside: (site.inner ?? []).map(({ by }) => by),
    alone: false,
  };
}

/** What reading one run's events needs besides the event. */
interface EventScene {
  /** Processes the sample made: those that were seen doing something. */
  readonly own: ReadonlySet<number>;
  readonly firstLine: (source: Source, capability: Capability) => number;
  readonly places: Places;
  readonly lines: SourceLines;
}

function ofRun(run: Run, sites: readonly Site[], lines: SourceLines, placesIn: Places): Fact[] {
  const seen = new Map<string, ReadonlySet<Place>>();
  const scene: EventScene = {
    own: new Set(run.events.map((event) => event.process.pid)),
    firstLine: firstLines(sites),
    // A loop may make ten thousand events with one target; each target is looked at once.
    places: (text) => seen.get(text) ?? seen.set(text, placesIn(text)).get(text) ?? new Set(),
    lines,
  };
  return withoutMadeUp(run).events.map((event) => ofEvent(withSource(event, run, sites), scene));
}

/** A program of the system that is started is not what it acts on. */
const PROGRAM = /^\/(?:usr\/)?(?:local\/)?s?bin\/[\w.+-]{1,60}(?=\s)/;

function ofEvent(event: Event, scene: EventScene): Fact {
  const { own, places, lines } = scene;
  const detail = Object.entries(event.detail ?? {});
  const real = event.detail?.real ?? event.detail?.from;
  const source = event.source;
  const at = new Set([
    ...places(event.capability === 'process.spawn' ? event.target.replace(PROGRAM, '') : event.target),
    ...(typeof real === 'string' ? places(real) : []),
    ...(event.capability === 'process.signal' ? placesOfSignal(event, own) : []),
  ]);
  return {
    id: event.id,
    witness: event.observer,
    capability: event.capability,
    callee: event.operation,
    target: cut(event.capability === 'code.eval' ? String(event.detail?.code ?? event.target) : event.target),
    places: at,
    at,
    climbs: climbs(event.target),
    arguments: detail.map(([name, value]) => cut(`${name}=${value}`)),
    ...(source !== undefined && { file: source.file, line: scene.firstLine(source, event.capability) }),
    written: source === undefined ? '' : lines.text(source.file, source.line, source.line),
    nearby: () =>
      source === undefined ? '' : lines.text(source.file, Math.max(1, source.line - LINES_BEFORE), source.line),
    unexplained: event.unexplained === true,
    language: undefined,
    inside: [],
    alone: false,
    concealed:
      event.capability === 'code.eval' && typeof event.detail?.code === 'string' && !lines.shows(event.detail.code),
    atMs: event.atMs,
  };
}

/** A counter that reached its limit knows no line: the one that asks for it, or the last that acted in this way, caused it. */
function withSource(event: Event, run: Run, sites: readonly Site[]): Event {
  if (event.observer !== 'limits' || event.source !== undefined) return event;
  const source = causeOfEnd(run, sites, event.target);
  return source === undefined ? event : { ...event, source };
}

const ACTS_ON: Readonly<Record<string, string>> = {
  disk: 'file.write',
  files: 'file.write',
  processes: 'process.spawn',
};

/** The line most likely to have run into a limit. */
export function causeOfEnd(run: Run, sites: readonly Site[], limit?: string): Source | undefined {
  const asks = sites.find((site) => site.capability === 'resource.exhaust');
  if (asks !== undefined) return { file: asks.file, line: asks.line };
  const located = run.events.filter((event) => event.source !== undefined);
  const acting = located.findLast((event) => event.capability === ACTS_ON[limit ?? '']);
  return (acting ?? located.at(-1))?.source;
}

/** Whom a signal is for: everyone (-1, or the jail's first process), or a process the sample did not make. */
function placesOfSignal(event: Event, own: ReadonlySet<number>): Place[] {
  const to = event.detail?.to;
  if (typeof to !== 'number' || to === 0) return [];
  if (to === -1 || to === 1) return ['every-process'];
  return own.has(Math.abs(to)) ? [] : ['foreign-process'];
}
