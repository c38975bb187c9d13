import type { Command } from 'commander';
import { GloveboxError } from '../error.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import type { Built, ImageKind } from '../sandbox/images/kind.ts';
import { IMAGE_KINDS } from '../sandbox/images/kinds.ts';
import { EXIT } from './exit.ts';
import { addFormatOption, addOutputOptions } from './options.ts';
import { describeError, writeLog, writeResult } from './output.ts';

interface ImagesOptions {
  readonly format: 'text' | 'json';
  readonly quiet?: true;
}

interface BuildingOptions extends ImagesOptions {
  readonly from?: string;
  readonly language?: string;
}

/** `glovebox images`: what some backends run samples in, built here and kept. Exit code 2 when one kind could not. */
export function addImagesCommand(program: Command, end: (exitCode: number) => void): void {
  const images = program.command('images').description('build, list and remove what containers and machines run in');
  const kinds = Object.keys(IMAGE_KINDS).join(', ');
  addOutputOptions(images.command('build').description('build what is not there yet'))
    .argument('[kind]', `${kinds}; all of them without one`)
    .option('--from <image@digest>', 'an image of a registry to build from, instead of Debian packages')
    .option('--language <language>', 'the language that image is for')
    .action(async (kind, options) => end(await buildCommand(kind, options)));
  addFormatOption(images.command('list').description('what was built, with its size and age'))
    .argument('[kind]', `${kinds}; all of them without one`)
    .action(async (kind, options) => end(await forEach(kind, options, (each) => each.list())));
  addFormatOption(images.command('prune').description('remove what no run of this version uses'))
    .argument('[kind]', `${kinds}; all of them without one`)
    .action(async (kind, options) => end(await forEach(kind, options, (each) => each.prune())));
}

function buildCommand(kind: string | undefined, options: BuildingOptions): Promise<number> {
  if (options.from !== undefined && kind === undefined)
    throw new GloveboxError(
      'usage',
      '--from is for one kind of image',
      'Say which: glovebox images build container --from …',
    );
  const say = (line: string) => void (options.quiet ? undefined : writeLog(`glovebox: ${neutralize(line)}`));
  const { from, language } = options;
  const building = { say, ...(from === undefined ? {} : { from }), ...(language === undefined ? {} : { language }) };
  return forEach(kind, options, (each) => each.build(building));
}

/** One kind that fails, for want of a daemon say, does not keep the others from being told. */
async function forEach(
  kind: string | undefined,
  options: ImagesOptions,
  action: (kind: ImageKind) => Promise<readonly Built[]>,
): Promise<number> {
  const names = kind === undefined ? Object.keys(IMAGE_KINDS) : [kind];
  const built: (Built & { kind: string })[] = [];
  let exitCode: number = EXIT.allow;
  for (const name of names) {
    try {
      const all = await action(await kindNamed(name));
      built.push(...all.map((one) => ({ kind: name, ...one })));
    } catch (error) {
      if (!(error instanceof GloveboxError) || names.length === 1) throw error;
      await writeLog(describeError(error, false));
      exitCode = EXIT.failure;
    }
  }
  const json = renderJson({ schema: 'glovebox.images/1', images: built });
  await writeResult(options.format === 'json' ? json : render(built));
  return exitCode;
}

function kindNamed(name: string): Promise<ImageKind> {
  const make = IMAGE_KINDS[name];
  if (make !== undefined) return make();
  const legal = Object.keys(IMAGE_KINDS).join(', ');
  throw new GloveboxError('usage', `there are no images of kind ${JSON.stringify(name)}`, `Name one of ${legal}.`);
}

function render(built: readonly (Built & { kind: string })[]): string {
  return built
    .map(({ kind, name, id, bytes, built: when, current, where }) =>
      [
        kind.padEnd(9),
        neutralize(name),
        id.replace(/^sha256:/, '').slice(0, 12),
        size(bytes),
        when === undefined ? '' : age(when),
        current ? 'in use' : 'out of date',
        neutralize(where),
      ].join('  '),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function size(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}

function age(when: Date): string {
  const minutes = Math.max(0, Math.round((Date.now() - when.getTime()) / 60_000));
  if (minutes < 120) return `${minutes} min old`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h old` : `${Math.round(hours / 24)} days old`;
}
