import { globSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../packages/glovebox/src/examine/examine.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import type { RewrittenLanguage } from './program.ts';
import { VARIANTS, variantsOf } from './variants.ts';

const LANGUAGES: Record<string, RewrittenLanguage> = {
  '.py': 'python',
  '.sh': 'bash',
  '.js': 'javascript',
  '.mjs': 'javascript',
};
const PROGRAMS = globSync('programs/*', { cwd: import.meta.dirname }).sort();

/** What a program shows of itself, in a jail. */
async function behaviourOf(code: string, entry: string) {
  const language = LANGUAGES[extname(entry)] ?? 'python';
  const { status, exitCode, stdout, stderr } = await run(sampleOfSource(code, language, { entry }));
  return { status, exitCode, stdout, stderr };
}

it.each(PROGRAMS)('%s does the same in every variant', { timeout: 180_000 }, async (file) => {
  const code = readFileSync(join(import.meta.dirname, file), 'utf8');
  const entry = basename(file);
  const original = await behaviourOf(code, entry);
  expect(original).toMatchObject({ status: 'exited', stdout: expect.stringMatching(/\w/) });
  for (const [variant, rewritten] of await variantsOf(LANGUAGES[extname(file)] ?? 'python', code)) {
    expect({ variant, ...(await behaviourOf(rewritten, entry)) }, rewritten).toEqual({ variant, ...original });
  }
});

it('every variant applies to programs of every language', async () => {
  const applied = new Set<string>();
  for (const file of PROGRAMS) {
    const language = LANGUAGES[extname(file)] ?? 'python';
    const code = readFileSync(join(import.meta.dirname, file), 'utf8');
    for (const variant of (await variantsOf(language, code)).keys()) applied.add(`${language} ${variant}`);
  }
  const languages: RewrittenLanguage[] = ['python', 'javascript', 'bash'];
  expect([...applied].sort()).toEqual(
    languages.flatMap((language) => VARIANTS.map((variant) => `${language} ${variant}`)).sort(),
  );
});

it('what does not parse is left alone', async () => {
  expect((await variantsOf('python', 'def (:\n')).size).toBe(0);
});
