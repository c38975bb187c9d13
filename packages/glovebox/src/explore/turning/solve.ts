import { evaluate, truthOf } from './evaluate.ts';
import { samplesOf } from './samples.ts';
import { type Ask, isTime, partsOf, type Term, type Value, type World } from './term.ts';

/** A condition, and how it is to come out. */
export interface Goal {
  readonly term: Term;
  readonly wanted: boolean;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Evaluations for one goal, at most. */
const MOST_TRIES = 15_000;

/**
 * A world in which all goals hold that can be known, as near to `world` as is easily found; undefined where one of them holds in
 * none that was tried, or none until a moment of `performance.now()`. Tries values rather than solving: what is asked comes from a few constants, or from the calendar.
 */
export function solve(goals: readonly Goal[], world: World, until = Number.POSITIVE_INFINITY): World | undefined {
  let found = world;
  for (let pass = 0; pass < 2; pass++) {
    for (const goal of goals) {
      const turned = turn(goal, found, goals, until);
      if (turned === undefined) return undefined;
      found = turned;
    }
    if (goals.every((goal) => holds(goal, found))) return found;
  }
  return undefined;
}

/** What is not known is not in the way. */
function holds({ term, wanted }: Goal, world: World): boolean {
  const truth = truthOf(evaluate(term, world));
  return truth === undefined || truth === wanted;
}

/** Changes one answer, or two, so that the goal holds; prefers what leaves the others as they are. */
function turn(goal: Goal, world: World, all: readonly Goal[], until: number): World | undefined {
  if (holds(goal, world)) return world;
  const { asks, constants } = partsOf(goal.term);
  let tries = 0;
  let second: World | undefined;
  const worlds = asks.map((ask) => () => answersTo(ask, constants, world));
  for (const candidates of worlds)
    for (const candidate of candidates()) {
      if (++tries > MOST_TRIES || performance.now() > until) return second;
      if (!holds(goal, candidate)) continue;
      if (all.every((other) => holds(other, candidate))) return candidate;
      second ??= candidate;
    }
  if (second !== undefined) return second;
  for (const [index, ask] of asks.entries())
    for (const first of answersTo(ask, constants, world, 40))
      for (const other of asks.slice(index + 1))
        for (const candidate of answersTo(other, constants, first, 40)) {
          if (++tries > MOST_TRIES || performance.now() > until) return undefined;
          if (holds(goal, candidate)) return candidate;
        }
  return undefined;
}

function answersTo(ask: Ask, constants: readonly Value[], world: World, most = 12_000): World[] {
  const texts = () => textsFrom(constants);
  const numbers = () => numbersFrom(constants);
  switch (ask.of) {
    case 'clock':
      return moments(world.clock, constants)
        .slice(0, most)
        .map((clock) => ({ ...world, clock }));
    case 'user':
      return [...texts(), 'root', 'admin'].map((user) => ({ ...world, user, uid: user === 'root' ? 0 : world.uid }));
    case 'host':
      return texts().map((host) => ({ ...world, host }));
    case 'system':
      return ['Windows', 'Darwin', 'Linux'].map((system) => ({ ...world, system }));
    case 'uid':
      return [0].map((uid) => ({ ...world, uid, user: 'root' }));
    case 'input':
      return texts().map((input) => ({ ...world, input }));
    case 'terminal':
      return [{ ...world, terminal: true }];
    case 'chance':
      return [...numbers(), ...shares(constants), 0, 0.999_999_9, 1, 32_767].map((chance) => ({ ...world, chance }));
    case 'arguments':
      return argumentLists(texts(), numbers()).map((args) => ({ ...world, arguments: args }));
    case 'variable':
      return ['1', 'true', ...texts()].map((text) => ({
        ...world,
        variables: { ...world.variables, [ask.name]: text },
      }));
    case 'file':
      return [{ ...world, files: { ...world.files, [ask.name]: '1\n' } }];
  }
}

/** The calendar from the nearest on, and what stands in the condition itself. */
function moments(now: number, constants: readonly Value[]): number[] {
  const named = constants.flatMap((value) => {
    if (isTime(value)) return [value.ms];
    if (typeof value !== 'number' || value < 2 ** 30) return [];
    return value > 1e11 ? [value] : [value * 1000];
  });
  const around = named.flatMap((ms) => [ms + HOUR, ms + DAY + HOUR, ms, ms - HOUR, ms - DAY - HOUR]);
  const today = Math.floor(now / DAY) * DAY;
  const noon = (days: number) => today + days * DAY + 12 * HOUR;
  const hours = Array.from({ length: 48 }, (_, hour) => today + DAY + hour * HOUR + 5 * 60_000);
  const minutes = Array.from({ length: 60 }, (_, minute) => today + DAY + 12 * HOUR + minute * 60_000);
  const days = Array.from({ length: 800 }, (_, day) => noon(day + 1));
  const years = Array.from({ length: 400 }, (_, step) => noon(800 + step * 45));
  const everyHour = Array.from({ length: 366 * 24 }, (_, hour) => today + hour * HOUR + 5 * 60_000);
  const past = [1, 7, 31, 366, 3_653].map((day) => noon(-day));
  return [...around, ...hours, ...days, ...minutes, ...years, ...past, ...everyHour].filter(
    (ms) => ms > 0 && ms < Date.UTC(2200, 0),
  );
}

function textsFrom(constants: readonly Value[]): string[] {
  const words = constants.flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'number' ? [value, value + 1, value - 1].map(String) : [],
  );
  const short = words.filter((word) => word.length <= 100).slice(0, 30);
  const changed = short.flatMap((word) => [
    word,
    ...samplesOf(word),
    `${word}x`,
    `x${word}`,
    `${word}-01`,
    `x${word}x`,
    word.toUpperCase(),
    word.toLowerCase(),
  ]);
  const lengths = constants.flatMap((value) =>
    typeof value === 'number' && value > 0 && value < 80 ? ['x'.repeat(value), 'x'.repeat(value + 1)] : [],
  );
  return [...new Set([...changed, ...lengths, 'x', ''])].slice(0, 300);
}

function numbersFrom(constants: readonly Value[]): number[] {
  return constants
    .flatMap((value) => (typeof value === 'number' ? [value, value + 1, value - 1, value / 2, value * 1.01] : []))
    .slice(0, 60);
}

/** What chance must come out as so that, times one of the constants, it is another one. */
function shares(constants: readonly Value[]): number[] {
  const numbers = constants.filter((value) => typeof value === 'number').slice(0, 8);
  return numbers.flatMap((part) =>
    numbers.filter((whole) => whole > part && part >= 0).map((whole) => (part + 0.5) / whole),
  );
}

const MOST_ARGUMENTS = 8;

function argumentLists(texts: readonly string[], numbers: readonly number[]): string[][] {
  const counted = numbers.filter((number) => Number.isInteger(number) && number > 0 && number <= MOST_ARGUMENTS);
  const lists = [...counted, 1, 2, 3, 4].map((count) => Array.from({ length: count }, (_, index) => String(index + 1)));
  const words = texts.slice(0, 60).filter((text) => text !== '');
  return [
    ...words.flatMap((word) => [[word], ['1', word], ['1', '2', word], [word, '1']]),
    [...words.slice(0, 4)],
    ...lists,
  ];
}
