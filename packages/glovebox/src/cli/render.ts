import { createReadStream } from 'node:fs';
import { GloveboxError } from '../error.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { type Report, reportSchema } from '../report/report.ts';
import type { Sources } from '../report/view.ts';
import { EXIT } from './exit.ts';
import type { RenderOptions } from './options.ts';
import { parseOnce } from './parsing.ts';
import { writeReport } from './report.ts';
import { sampleOf } from './sample.ts';

/** Larger than any report that Glovebox writes. */
const MOST_BYTES = 128 * 1024 * 1024;

const REMEDY = 'Give a file that `glovebox check --format json` wrote.';

/** `glovebox render`: a stored report in any format. Whoever stored it is not believed: it is checked like any other input. */
export async function renderCommand(path: string, options: RenderOptions): Promise<number> {
  parseOnce();
  const report = await readReport(path);
  await writeReport(report, await sourcesOf(report, options), options);
  return EXIT.allow;
}

/** A report that was stored. Throws `report-invalid` with the key that is wrong. */
export async function readReport(path: string): Promise<Report> {
  return storedReport(await storedText(path), path);
}

/** A stored result, as it stands there. Throws `report-invalid`. */
export async function storedText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > MOST_BYTES) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw invalid(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (length > MOST_BYTES) throw invalid(`${path} is larger than a report can be, ${MOST_BYTES / 1024 / 1024} MiB`);
  return Buffer.concat(chunks).toString();
}

function storedReport(text: string, path: string): Report {
  const parsed = reportSchema.safeParse(jsonOf(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = neutralizeShort((issue?.path ?? []).map(String).join('.'), 120);
  throw invalid(`${path} is no glovebox.report/1: ${key === '' ? '' : `${key}: `}${issue?.message}`, parsed.error);
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${path} is no JSON`, error);
  }
}

/** Lines of another program would be shown as this one's: the files must be those that were examined. */
async function sourcesOf(report: Report, { sample: path }: RenderOptions): Promise<Sources> {
  if (path === undefined) return { files: [] };
  const sample = await sampleOf(path, [], { language: report.sample.language });
  if (sample.id === report.sample.id) return sample;
  throw new GloveboxError(
    'report-invalid',
    `${path} is not the program that the report is about: it is ${sample.id}, the report is about ${report.sample.id}`,
    'Name the same files, unchanged, or leave --sample out.',
  );
}

function invalid(message: string, cause?: unknown): GloveboxError {
  return new GloveboxError('report-invalid', message, REMEDY, { cause });
}
