import type { Site } from '../../inspect/site.ts';
import type { Source } from '../../inspect/syntax/parse.ts';
import type { Sample } from '../../sample/sample.ts';
import type { ASKED } from '../../sandbox/conditions.ts';
import { CLOCK } from '../clocks.ts';
import { linesAbout, sourceLinesOf } from '../lines.ts';
import { ARGUMENTS, HOST, RANDOM, ROOT, SYSTEM, TERMINAL, USER } from '../surroundings.ts';
import { guardsOf } from './guards.ts';

type Asked = (typeof ASKED)[number];

/** Whether one is watched: a tracer, a container, a machine that was started just now. */
const WATCHED =
  /TracerPid|gettrace|settrace|PTRACE_TRACEME|\/\.dockerenv|\/run\/\.containerenv|\/proc\/(?:1|self)\/(?:cgroup|status|sched)|\/proc\/uptime|systemd-detect-virt|LD_PRELOAD|cpuinfo|hypervisor|execArgv|inspector\.url/;

const KINDS: Readonly<Record<Asked, RegExp>> = {
  clock: CLOCK,
  user: new RegExp(`${USER.source}|${ROOT.source}`),
  host: HOST,
  chance: RANDOM,
  terminal: TERMINAL,
  system: SYSTEM,
  watched: WATCHED,
};

/** What the sample's conditions are about. */
export interface Questions {
  readonly readsArguments: boolean;
  /** What is asked on a line, or by what it uses. */
  asked(file: string, line: number): readonly Asked[];
  /** Whether everything that stands before a site asks something that code has no good reason to ask. */
  hides(site: Site): boolean;
}

/** `sources` are the parsed files that hold sites. */
export function questionsOf(sample: Sample, sources: ReadonlyMap<string, Source>): Questions {
  const lines = sourceLinesOf(sample);
  const about = Object.entries(KINDS).map(
    ([kind, pattern]) => [kind as Asked, new Set(linesAbout(lines, pattern))] as const,
  );
  const written = new Map([...sources].map(([file, { text }]) => [file, text.split('\n')]));
  const asked = (file: string, line: number) => {
    const text = written.get(file)?.[line - 1]?.slice(0, 400).trim() ?? '';
    return about.filter(([, texts]) => texts.has(text)).map(([kind]) => kind);
  };
  return {
    readsArguments: linesAbout(lines, ARGUMENTS).length > 0,
    asked,
    hides(site) {
      const source = sources.get(site.file);
      const guards = source === undefined ? [] : guardsOf(source, site);
      return guards.some((line) => asked(site.file, line).length > 0);
    },
  };
}

/** What the rewritten conditions ask; nothing unless the run was made for that alone. */
export function asksAt(
  sites: readonly Site[],
  at: readonly { file: string; lines: readonly number[] }[],
  questions: Questions,
): Asked[] {
  if (!sites.every(questions.hides)) return [];
  return [...new Set(at.flatMap(({ file, lines }) => lines.flatMap((line) => questions.asked(file, line))))];
}
