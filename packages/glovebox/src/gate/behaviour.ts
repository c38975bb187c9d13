import type { Capability } from '../capability.ts';
import { NODE_MODULES, PYTHON_MODULES } from '../inspect/packages/builtins.ts';
import type { Site } from '../inspect/site.ts';
import type { Event } from '../observe/event.ts';
import { actOn } from '../policy/permits.ts';
import type { Report } from '../report/report.ts';
import { isRoutine } from '../report/view.ts';
import type { Sample } from '../sample/sample.ts';
import { withoutMadeUp } from '../sandbox/exercise.ts';
import { normalCommand, normalHost, normalPath } from './normal.ts';
import type { EntryKind } from './result.ts';
import { type Place, placeIn, type UnitSide } from './unit.ts';

/** How much of it was seen: only written, done when it was called for trying or under forced conditions, done by the program itself. */
export type Seen = 0 | 1 | 2;

/** Something a program does, or could do, as a difference tells it. */
export interface Act {
  readonly kind: EntryKind;
  readonly capability: Capability;
  /** As written or seen; hostile. */
  readonly target: string;
  readonly place: Place;
  readonly seen: Seen;
}

/** What a unit does on one side, each act once under a key that holds across runs, with the first place that does it. */
export interface Behaviour {
  readonly acts: ReadonlyMap<string, Act>;
  /** There are more than are kept: a difference may miss some. */
  readonly isCut: boolean;
}

/** A unit does no more different things than these. */
const MOST_ACTS = 2_000;

export function behaviourOf(report: Report, side: UnitSide): Behaviour {
  const isWatched = report.runs.some(({ events }) => events.some(({ observer }) => observer === 'kernel'));
  const acts = [
    ...report.sites.flatMap((site) => ofSite(site, side)),
    ...report.runs.flatMap((run) => withoutMadeUp(run).events).flatMap((event) => ofEvent(event, isWatched, side)),
  ];
  const told = new Map<string, Act>();
  let isCut = false;
  for (const act of [...acts, ...acts.flatMap(capabilityOf)]) {
    const key = keyOf(act);
    const known = told.get(key);
    if (known === undefined && told.size >= MOST_ACTS) {
      isCut = true;
      continue;
    }
    told.set(key, known === undefined || known.seen >= act.seen ? (known ?? act) : { ...act, place: known.place });
  }
  return { acts: withoutLesser(told), isCut };
}

function keyOf({ kind, capability, target }: Act): string {
  return `${kind}\n${capability}\n${NORMAL[kind](target)}`;
}

const NORMAL: Record<EntryKind, (target: string) => string> = {
  capability: () => '',
  host: normalHost,
  file: normalPath,
  command: normalCommand,
  package: (name) => name,
  environment: (name) => name,
  policy: (text) => text,
};

/** That a capability is used at all is told beside each thing it is used on; every program reads. */
function capabilityOf(act: Act): Act[] {
  return act.capability === 'file.read' || act.capability === 'code.import' ? [] : [{ ...act, kind: 'capability' }];
}

function ofSite(site: Site, side: UnitSide): Act[] {
  const place = placeIn(side, site.file, site.line);
  const seen: Seen = site.executed === true ? (site.forced === true ? 1 : 2) : 0;
  return actsOf(site.capability, site.target, undefined, side.sample, { place, seen }, site.callee);
}

function ofEvent(event: Event, isWatched: boolean, side: UnitSide): Act[] {
  if (isRoutine(event) || isHint(event, isWatched) || isStart(event)) return [];
  const source = event.source ?? { file: side.sample.entry, line: 1 };
  const place = placeIn(side, source.file, source.line);
  const seen: Seen = event.exercised === true || event.forced === true ? 1 : 2;
  const path = event.detail?.path;
  return actsOf(event.capability, event.target, typeof path === 'string' ? path : undefined, side.sample, {
    place,
    seen,
  });
}

/**
 * Only the interpreter knows names of variables and of modules. Of the rest it says what it is about to do: where the kernel looks,
 * that is the one to tell.
 */
function isHint({ observer, capability, source }: Event, isWatched: boolean): boolean {
  if (observer !== 'interpreter') return false;
  if (capability === 'environment.read' || capability === 'code.import') return source === undefined;
  return isWatched && actOn(capability, 'x') !== undefined;
}

/** What interpreters look at when they start, whatever they run. */
function isStart({ capability, target }: Event): boolean {
  return capability === 'file.read' && /^(\/sys\/|\/proc\/|\/package\.json$|\/dev\/)/.test(target);
}

type Found = Pick<Act, 'place' | 'seen'>;

function actsOf(
  capability: Capability,
  target: string | undefined,
  executed: string | undefined,
  sample: Sample,
  found: Found,
  callee = '',
): Act[] {
  if (capability === 'code.import') return ofImport(target, sample, found);
  const act = target === undefined ? undefined : actOn(capability, target, executed);
  if (act === undefined) {
    // What a policy has words for and says nothing of, such as /dev/null, is nothing; the rest is told by who does it.
    const isNothing = isSmall(capability) || (target !== undefined && actOn(capability, 'x') !== undefined);
    return isNothing ? [] : [{ kind: 'capability', capability, target: target ?? callee, ...found }];
  }
  const kind = KINDS[act.capability];
  // Asking for a name and sending to it are ways of speaking to a host.
  return [{ kind, capability: act.capability, target: act.target, ...found }];
}

/** Looking at the clock, or at a file of no name, tells nothing. */
function isSmall(capability: Capability): boolean {
  return capability === 'clock.read' || capability === 'file.read';
}

const KINDS: Record<NonNullable<ReturnType<typeof actOn>>['capability'], EntryKind> = {
  'file.read': 'file',
  'file.write': 'file',
  'file.delete': 'file',
  'file.permission': 'file',
  'secret.read': 'file',
  'network.connect': 'host',
  'network.listen': 'host',
  'process.spawn': 'command',
  'environment.read': 'environment',
};

/** Modules of the language and of the sample itself are no packages. */
function ofImport(target: string | undefined, { language, files }: Sample, found: Found): Act[] {
  if (target === undefined || /^(\.|\/|file:|node:)/.test(target)) return [];
  const parts = target.split('/');
  const name = (target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '').split('.')[0]) ?? '';
  const own = language === 'python' ? PYTHON_MODULES : NODE_MODULES;
  const isOwn =
    own.has(name) ||
    name === '' ||
    files.some(({ path }) => path.split('/').some((part) => part.replace(/\.\w+$/, '') === name));
  return isOwn ? [] : [{ kind: 'package', capability: 'code.import', target: name, ...found }];
}

/**
 * A name that was asked for says nothing beside the address, with its port, that is then spoken to; nor does reading a file where it
 * holds secrets.
 */
function withoutLesser(acts: ReadonlyMap<string, Act>): Map<string, Act> {
  const all = [...acts.values()];
  const withPort = new Set(
    all.filter(isHost).flatMap(({ target }) => (PORT.test(target) ? [target.replace(PORT, '')] : [])),
  );
  const secrets = new Set(all.flatMap(({ capability, target }) => (capability === 'secret.read' ? [target] : [])));
  const isLesser = (act: Act) =>
    isHost(act)
      ? !PORT.test(act.target) && withPort.has(act.target)
      : act.kind === 'file' && act.capability === 'file.read' && secrets.has(act.target);
  return new Map([...acts].filter(([, act]) => !isLesser(act)));
}

export const PORT = /:(\d+|\*)$/;

function isHost({ kind }: Act): boolean {
  return kind === 'host';
}
