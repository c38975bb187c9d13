import type { Sample } from '../sample/sample.ts';
import type { Conditions } from '../sandbox/conditions.ts';

const MOST_TEXT = 200_000;
/** A function that takes something. */
const TAKES: Partial<Record<Sample['language'], RegExp>> = {
  python: /^[ \t]*(async[ \t]+)?def[ \t]+\w+[ \t]*\([ \t]*(?!self[ \t]*\)|\))[^)]/m,
  javascript: /\bfunction\b[^(]{0,80}\(\s*\w|\(\s*\w[^()]{0,200}\)\s*=>|\b\w+\s*=>/,
  typescript: /\bfunction\b[^(]{0,80}\(\s*\w|\(\s*\w[^()]{0,200}\)\s*=>|\b\w+\s*=>/,
};

/** The condition under which functions get inputs that grow; none where no function takes any. */
export function scalesOf({ language, files, entry }: Sample): Conditions[] {
  const takes = TAKES[language];
  const main = files.find(({ path }) => path === entry);
  if (takes === undefined || main === undefined) return [];
  const text = Buffer.from(main.content).subarray(0, MOST_TEXT).toString();
  return takes.test(text) ? [{ clock: null, scaled: true }] : [];
}
