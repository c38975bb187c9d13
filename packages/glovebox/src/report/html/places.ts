import type { Report } from '../report.ts';
import type { Place, Sources } from '../view.ts';
import type { PageFile, PagePlace } from './page.ts';
import { words } from './words.ts';

const MOST_FILES = 60;
const MOST_LINES = 10_000;
const MOST_CHARACTERS = 3_000_000;

/** Names a place, with the file of the page it is in where that has the source. */
export type Placing = (place: Place) => PagePlace;

export function placing(files: readonly string[]): Placing {
  const index = new Map(files.map((file, at) => [file, at]));
  return ({ file, line }) => {
    const at = index.get(file);
    return { name: words(file, 200), line, ...(at !== undefined && { file: at }) };
  };
}

/** Files whose source the page shows: those where something was found first, as many as there is room for. */
export function filesShown(report: Report, { files }: Sources): string[] {
  const telling = new Map<string, number>();
  for (const { locations } of report.findings) for (const { file } of locations) telling.set(file, 2);
  for (const { file } of report.sites) telling.set(file, telling.get(file) ?? 1);
  const weight = (path: string) => (path === report.sample.entry ? 3 : (telling.get(path) ?? 0));
  let room = MOST_CHARACTERS;
  return files
    .filter(({ content }) => !content.subarray(0, 8_000).includes(0))
    .sort((a, b) => weight(b.path) - weight(a.path))
    .slice(0, MOST_FILES)
    .filter(({ content }) => {
      room -= content.length;
      return room >= 0;
    })
    .map(({ path }) => path);
}

/** The source with what ran of it. */
export function pageFiles(report: Report, { files }: Sources, shown: readonly string[]): PageFile[] {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const ran = linesThatRan(report);
  const missed = new Map(report.coverage.unexecuted?.map(({ file, lines }) => [file, new Set(lines)]));
  return shown.map((path) => {
    const lines = Buffer.from(contents.get(path) ?? [])
      .toString()
      .split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    const kept = lines.slice(0, MOST_LINES);
    return {
      name: words(path, 200),
      lines: kept.map((line) => words(line, 1_000)),
      states: kept
        .map((_, index) => (ran.get(path)?.has(index + 1) ? 'r' : missed.get(path)?.has(index + 1) ? 'm' : '-'))
        .join(''),
      more: lines.length - kept.length,
    };
  });
}

function linesThatRan({ runs }: Report): Map<string, Set<number>> {
  const ran = new Map<string, Set<number>>();
  for (const { file, executed } of runs.flatMap(({ lines = [] }) => lines)) {
    const known = ran.get(file) ?? new Set<number>();
    for (const line of executed) known.add(line);
    ran.set(file, known);
  }
  return ran;
}
