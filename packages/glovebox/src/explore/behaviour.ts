import type { Capability } from '../capability.ts';
import type { Event } from '../observe/event.ts';
import type { Conditions } from '../sandbox/conditions.ts';
import { isExplored } from '../sandbox/conditions.ts';
import type { Run } from '../sandbox/run.ts';

/** One thing done to the world, and the runs in which it was. */
export interface Behaviour {
  readonly capability: Capability;
  readonly target: string;
  /** Ids of the runs, in their order. */
  readonly runs: readonly string[];
  /** The first event of each. */
  readonly events: readonly Event[];
}

const MOST_BEHAVIOURS = 300;
const LONGEST_TARGET = 200;

/** Starting up, waiting and asking for the time are no behaviour; nor is a file of the system's or of the sample's own. */
const ROUTINE: ReadonlySet<Capability> = new Set<Capability>([
  'code.import',
  'clock.read',
  'clock.wait',
  'environment.read',
  'resource.exhaust',
]);
const ROUTINE_FILE =
  /^\/(usr|lib|lib64|glovebox|work|tmp|proc\/self|dev\/(null|shm|u?random|tty)|etc\/(ld|ssl|localtime|nsswitch|passwd$|group$|host))/;

/** What the runs did, each once, in the order of its first time. */
export function behavioursOf(runs: readonly Run[]): Behaviour[] {
  const found = new Map<string, { capability: Capability; target: string; runs: string[]; events: Event[] }>();
  for (const run of runs)
    for (const event of run.events) {
      if (ROUTINE.has(event.capability) || (event.capability.startsWith('file.') && ROUTINE_FILE.test(event.target)))
        continue;
      const target = steady(event.target);
      const key = `${event.capability} ${target}`;
      const known = found.get(key);
      if (known === undefined) {
        if (found.size < MOST_BEHAVIOURS)
          found.set(key, { capability: event.capability, target, runs: [run.id], events: [event] });
      } else if (known.runs.at(-1) !== run.id) {
        known.runs.push(run.id);
        known.events.push(event);
      }
    }
  return [...found.values()];
}

/** A name made up anew in every run is the same thing in each. */
function steady(target: string): string {
  return target
    .slice(0, LONGEST_TARGET)
    .replace(/\d{4,}/g, '#')
    .replace(/\btmp[a-z0-9_]{6,10}\b/g, 'tmp#');
}

/** What a program is told about where and when it is. Arguments, input and files are what it is for. */
const SETTING: readonly (keyof Conditions)[] = [
  'clock',
  'user',
  'host',
  'random',
  'terminal',
  'system',
  'environment',
  'forced',
];

export interface HiddenBehaviour extends Behaviour {
  /** The fewest things that were different in a run that showed it. */
  readonly under: string;
  /** It depends on more than a variable, which is how programs are configured. */
  readonly concealed: boolean;
  /** It was done only where the code could take itself for unobserved: past a look for tracers and containers, or at a terminal. */
  readonly unobserved?: 'unwatched' | 'terminal';
}

/**
 * Behaviour that no run without a change of time, place or chance showed. What only functions do that nobody called is the
 * exercise's own finding.
 */
export function hiddenIn(runs: readonly Run[]): HiddenBehaviour[] {
  const settings = new Map(runs.map((run) => [run.id, settingsOf(run.conditions)]));
  const plain = (id: string) => (settings.get(id)?.length ?? 0) === 0;
  const conditions = new Map(runs.map((run) => [run.id, run.conditions]));
  const behaviours = behavioursOf(runs);
  const usual = new Set(
    behaviours.filter((one) => one.runs.some(plain)).flatMap((one) => one.events.flatMap((event) => actionOf(event))),
  );
  return behaviours
    .filter((behaviour) => behaviour.runs.length > 0 && !behaviour.runs.some(plain))
    .filter(
      ({ runs: shown, events }) =>
        !isConfigured(
          events,
          shown.map((id) => conditions.get(id)),
          usual,
        ),
    )
    .map((behaviour) => {
      const run = runs
        .filter(({ id }) => behaviour.runs.includes(id))
        .sort((a, b) => Object.keys(a.conditions).length - Object.keys(b.conditions).length)[0];
      const changed = settings.get(run?.id ?? '') ?? [];
      return {
        ...behaviour,
        under: run === undefined ? '' : describe(run.conditions),
        concealed: changed.some((name) => name !== 'environment'),
        ...unobservedIn(runs.filter(({ id }) => behaviour.runs.includes(id))),
      };
    });
}

function actionOf({ capability, operation, source }: Event): string[] {
  return source === undefined ? [] : [`${capability} ${operation} ${source.file}:${source.line}`];
}

/** What is done at a line anyhow, only in the place that a variable names: that is what the variable is for. */
function isConfigured(
  events: readonly Event[],
  conditions: readonly (Conditions | undefined)[],
  usual: ReadonlySet<string>,
): boolean {
  return events.every((event, index) => {
    const values = Object.values(conditions[index]?.environment ?? {});
    return actionOf(event).some((action) => usual.has(action)) && values.some((value) => names(event.target, value));
  });
}

/** As a word of its own: `out` is none of `/home/user/route`. */
function names(target: string, value: string): boolean {
  if (value.includes('/')) return target.includes(value);
  return value !== '' && target.split(/[\s/:'"=]/).includes(value);
}

function unobservedIn(runs: readonly Run[]): Pick<HiddenBehaviour, 'unobserved'> {
  if (runs.every(({ conditions }) => conditions.forced?.asks.includes('watched'))) return { unobserved: 'unwatched' };
  const atTerminal = ({ terminal, forced }: Conditions) => terminal === true || forced?.asks.includes('terminal');
  return runs.every(({ conditions }) => atTerminal(conditions)) ? { unobserved: 'terminal' } : {};
}

function settingsOf(conditions: Conditions): string[] {
  return SETTING.filter((name) => conditions[name] !== undefined && conditions[name] !== null);
}

/** What was different about a run, in a few words; hostile where the sample's own texts are quoted. */
export function describe(conditions: Conditions): string {
  if (!isExplored(conditions) && conditions.clock === null) return 'as it is';
  const {
    clock,
    waits,
    environment,
    arguments: args,
    stdin,
    files,
    user,
    host,
    system,
    terminal,
    random,
    exercise,
    scaled,
    forced,
  } = conditions;
  const parts = [
    clock === null ? '' : `clock ${clock.slice(0, 16)}`,
    user === undefined ? '' : `user ${user}`,
    host === undefined ? '' : `host ${host}`,
    system === undefined ? '' : `system ${system}`,
    environment === undefined
      ? ''
      : Object.entries(environment)
          .slice(0, 4)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
    args === undefined ? '' : `arguments ${args.join(' ')}`,
    stdin === undefined ? '' : 'input',
    files === undefined ? '' : `files ${Object.keys(files).slice(0, 3).join(' ')}`,
    terminal === undefined ? '' : 'terminal',
    random === undefined ? '' : `chance ${random}`,
    forced === undefined ? '' : `forced at ${placesOf(forced.at)}`,
    exercise === undefined ? '' : 'exercised',
    scaled === undefined ? '' : 'inputs that grow',
    waits === undefined ? '' : 'waits skipped',
  ];
  return parts
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, 300);
}

function placesOf(at: NonNullable<Conditions['forced']>['at']): string {
  const places = at.flatMap(({ file, lines }) => lines.slice(0, 5).map((line) => `${file}:${line}`));
  return places.length === 0 ? 'functions that nobody calls' : places.slice(0, 5).join(' ');
}
