import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { GloveboxError } from '../error.ts';
import type { GateResult } from '../gate/result.ts';
import { readStreamBounded } from '../read-bounded.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { type Report, reportSchema } from '../report/report.ts';

/** Larger than any report that Glovebox writes. */
const MOST_BYTES = 128 * 1024 * 1024;

/** What is stored, by the name of its schema. */
export interface Stored {
  'glovebox.report/1': Report;
  'glovebox.gate/1': GateResult;
}

interface Reader<Name extends keyof Stored> {
  safeParse(value: unknown): z.ZodSafeParseResult<Stored[Name]>;
}

const SCHEMAS: { readonly [Name in keyof Stored]: () => Promise<Reader<Name>> } = {
  'glovebox.report/1': async () => reportSchema,
  'glovebox.gate/1': async () => (await import('../gate/result.ts')).gateSchema,
};

/** A report that was stored. Whoever stored it is not believed. Throws `report-invalid` with the key that is wrong. */
export async function readReport(path: string): Promise<Report> {
  return parsedAs('glovebox.report/1', storedJson(await storedText(path), path), path);
}

/** A stored result, as it stands there. Throws `report-invalid`. */
export async function storedText(path: string): Promise<string> {
  const bytes = await readStreamBounded(path === '-' ? process.stdin : createReadStream(path), MOST_BYTES).catch(
    (error: Error) => {
      throw invalid(`${path} cannot be read: ${error.message}`, error);
    },
  );
  if (bytes !== undefined) return bytes.toString();
  throw invalid(`${path} is larger than a report can be, ${MOST_BYTES / 1024 / 1024} MiB`);
}

export function storedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${path} is no JSON`, error);
  }
}

/** Throws `report-invalid` with the key that is wrong. */
export async function parsedAs<Name extends keyof Stored>(
  name: Name,
  value: unknown,
  path: string,
): Promise<Stored[Name]> {
  const parsed = (await SCHEMAS[name]()).safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = neutralizeShort((issue?.path ?? []).map(String).join('.'), 120);
  throw invalid(`${path} is no ${name}: ${key === '' ? '' : `${key}: `}${issue?.message}`, parsed.error);
}

function invalid(message: string, cause?: unknown): GloveboxError {
  const remedy = 'Give a file that `glovebox check` or `gate` wrote with --format json.';
  return new GloveboxError('report-invalid', message, remedy, { cause });
}
