import type { Command } from 'commander';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import type { Cache } from '../store/cache.ts';
import type { Shelf } from '../store/shelf.ts';
import { EXIT } from './exit.ts';
import { addFormatOption, addOutputOptions, type CachingOptions, type SampleOptions } from './options.ts';
import { writeLog, writeResult } from './output.ts';

type CacheOptions = Pick<SampleOptions, 'format' | 'quiet'>;

/** The cache of a command that examines; none with `--no-cache` or `GLOVEBOX_NO_CACHE`. What is wrong with it is told, once, and stops nothing. */
export async function cacheOf({ cache }: CachingOptions): Promise<{ cache?: Cache }> {
  if (!cache || (process.env.GLOVEBOX_NO_CACHE ?? '') !== '') return {};
  const { openCache } = await import('../store/cache.ts');
  return { cache: await openCache({ tell: (line) => void writeLog(`glovebox: ${neutralize(line)}`) }) };
}

/** `glovebox cache`: looks after the reports that are kept. */
export function addCacheCommand(program: Command, end: (exitCode: number) => void): void {
  const cache = program
    .command('cache')
    .description('look after the reports that are kept, so that the same is examined once');
  addFormatOption(cache.command('stats').description('how many there are, their size and age, and where')).action(
    async (options) => end(await statsCommand(options)),
  );
  addOutputOptions(
    cache.command('prune').description('check all of it, and remove what is old or not as it was written'),
  ).action(async (options) => end(await pruneCommand(options)));
  addOutputOptions(cache.command('clear').description('remove all of it')).action(async (options) =>
    end(await clearCommand(options)),
  );
}

function statsCommand({ format }: CacheOptions): Promise<number> {
  return withShelf(async (shelf) => {
    const stats = shelf.stats();
    if (format === 'json') return renderJson({ schema: 'glovebox.cache/1', ...stats });
    const { reports, bytes, mostBytes, oldest, newest, path } = stats;
    const span = oldest === undefined ? '' : `, examined from ${date(oldest)} to ${date(newest)} UTC`;
    return `${reports} reports, ${mebibytes(bytes)} of at most ${mebibytes(mostBytes)}${span}\n${neutralize(path)}\n`;
  });
}

function pruneCommand({ format, quiet }: CacheOptions): Promise<number> {
  return withShelf(async (shelf) => {
    const removed = shelf.prune();
    if (format === 'json') return renderJson({ schema: 'glovebox.cache/1', removed });
    return quiet
      ? ''
      : `removed ${removed.old} that were old and ${removed.broken} that were not as they were written\n`;
  });
}

function clearCommand({ format, quiet }: CacheOptions): Promise<number> {
  return withShelf(async (shelf) => {
    const cleared = shelf.clear();
    if (format === 'json') return renderJson({ schema: 'glovebox.cache/1', removed: { all: cleared } });
    return quiet ? '' : `removed ${cleared}\n`;
  });
}

async function withShelf(work: (shelf: Shelf) => Promise<string>): Promise<number> {
  const { openShelf } = await import('../store/cache.ts');
  const shelf = await openShelf({ tell: (line) => void writeLog(`glovebox: ${neutralize(line)}`) });
  try {
    await writeResult(await work(shelf));
    return EXIT.allow;
  } finally {
    shelf.close();
  }
}

function date(iso = ''): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
