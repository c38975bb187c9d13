import type { Event, Source } from '../../observe/event.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Run } from '../../sandbox/run.ts';
import type { Match } from '../evaluate.ts';
import { diskOf, growthOf, living, MIB, plainRuns, told } from './series.ts';

const DECOMPRESSES =
  /\b(zlib|gzip|bz2|lzma|brotli|zstd|zstandard)\.\w*([dD]ecompress|[uU]nzip|[iI]nflate|open)|\bextract(all|AllTo|_all)?\(|\bunpack_archive\(|\.decompress\(|\bcreate(Gunzip|Unzip|Inflate|BrotliDecompress)\(|\b(gunzip|inflate|unzip|brotliDecompress)(Raw)?(Sync)?\(/;
const TOOL =
  /^(\S*\/)?(unzip|gunzip|zcat|bunzip2|bzcat|unxz|xzcat|unzstd|zstdcat|7z\s+[ex]|7za\s+[ex]|(gzip|bzip2|xz|zstd)\s.{0,80}-\w*d|tar\s+-{0,2}\w*x)/;
const ARCHIVE = /\.(zip|gz|tgz|bz2|xz|zst|7z|jar|whl|br|lzma|tar|txz|tbz2)$/i;
const LEAST_GROWTH = 16 * MIB;
/** Text becomes ten or twenty times smaller; a hundred times is made to be so. */
const LEAST_RATIO = 100;
/** Where nothing but memory grows, which has other reasons as well: what is imported while it runs takes 30 MiB. */
const LEAST_GROWTH_OF_MEMORY = 64 * MIB;
const LEAST_RATIO_OF_MEMORY = 1_000;
/** An empty archive of gzip has so many bytes; what has fewer is none. */
const LEAST_ARCHIVE = 20;
/** Programs that compress write at least every so many bytes: what nobody saw lying there was made of one of these. */
const BUFFER = 128 * 1024;
const MOST_SOURCE = 200_000;

/** A small archive that became a hundred times as much on the disk or in memory. */
export function zipBombs(runs: readonly Run[], sample: Sample): Match[] {
  return plainRuns(runs).flatMap((run) => {
    const { growth, place, least, ratio } = largest(run);
    const line = growth < least ? undefined : decompressing(run, sample);
    if (line === undefined) return [];
    const input = inputOf(run, sample);
    if (input < LEAST_ARCHIVE || growth / input < ratio) return [];
    const target = `${told(input)} became ${told(growth)} ${place}, ${Math.round(growth / input)} times as much`;
    return [{ facts: [], run: run.id, target, ...(line !== 'unknown' && { location: line }) }];
  });
}

/** Where it grew, and by which ratio it is out of proportion. */
function largest(run: Run): { growth: number; place: string; least: number; ratio: number } {
  const points = living(run);
  const disk = diskOf(run);
  const memory = Math.max(growthOf(points, 'memoryBytes'), run.limit === 'memory' ? run.resources.peakMemoryBytes : 0);
  return disk >= LEAST_GROWTH
    ? { growth: disk, place: 'on the disk', least: LEAST_GROWTH, ratio: LEAST_RATIO }
    : { growth: memory, place: 'in memory', least: LEAST_GROWTH_OF_MEMORY, ratio: LEAST_RATIO_OF_MEMORY };
}

/** The line that decompresses, among those that ran where that is known; or a program that was started to do it. */
function decompressing(run: Run, sample: Sample): Source | 'unknown' | undefined {
  const tool = run.events.find(
    (event) => event.capability === 'process.spawn' && TOOL.test(event.target.slice(0, 300)),
  );
  if (tool !== undefined) return tool.source ?? 'unknown';
  for (const { path, content } of sample.files) {
    const ran = run.lines?.find(({ file, complete }) => file === path && complete)?.executed;
    const lines = Buffer.from(content).subarray(0, MOST_SOURCE).toString().split('\n');
    const at = lines.findIndex(
      (text, index) => DECOMPRESSES.test(text.slice(0, 500)) && (ran?.includes(index + 1) ?? true),
    );
    if (at >= 0) return { file: path, line: at + 1 };
  }
  return undefined;
}

/** Bytes of the archives it opened, as far as that is known; else of the sample itself, which then holds them. */
function inputOf(run: Run, sample: Sample): number {
  const points = living(run);
  const opened = run.events.filter(isArchive);
  const sizes = new Map<string, number>([
    ...sample.files.map(({ path, content }) => [`/work/${path}`, content.byteLength] as const),
    ...run.changes.map(({ path, bytes }) => [path, bytes] as const),
  ]);
  const known = [...new Set(opened.map(({ target }) => target))].flatMap((path) => sizes.get(path) ?? []);
  if (known.length > 0) return known.reduce((sum, bytes) => sum + bytes, 0);
  // What is gone in the end was no larger than all that lay there when it was opened.
  const before = points.filter(({ atMs }) => atMs <= (opened.at(-1)?.atMs ?? -1));
  if (before.length > 0) {
    const lay = before.reduce((most, { diskBytes }) => Math.max(most, diskBytes), 0) - (points[0]?.diskBytes ?? 0);
    return lay < LEAST_ARCHIVE ? BUFFER : lay;
  }
  return sample.files.reduce((sum, { content }) => sum + content.byteLength, growthOf(points, 'readBytes'));
}

function isArchive({ capability, target }: Event): boolean {
  return capability === 'file.read' && ARCHIVE.test(target);
}
