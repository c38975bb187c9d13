import { identify } from '../packages/glovebox/src/sample/identify.ts';
import type { Language, Sample } from '../packages/glovebox/src/sample/sample.ts';
import type { Backend, RunOptions } from '../packages/glovebox/src/sandbox/backend.ts';
import { LIMIT_PROFILES, type Limits } from '../packages/glovebox/src/sandbox/limits.ts';
import type { Run } from '../packages/glovebox/src/sandbox/run.ts';

/** The backend under test, and how to run a few lines in it. */
export interface Subject {
  readonly backend: Backend;
  run(code: string, asked?: Asked): Promise<Run>;
}

export interface Asked extends Partial<Omit<RunOptions, 'limits' | 'stdin'>> {
  readonly language?: Language;
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly limits?: Partial<Limits>;
}

export function subjectOf(backend: Backend): Subject {
  return { backend, run: (code, asked = {}) => backend.run(sampleOf(code, asked), optionsOf(asked)) };
}

const ENTRY: Partial<Record<Language, string>> = {
  python: 'main.py',
  javascript: 'main.js',
  typescript: 'main.ts',
  bash: 'main.sh',
};

export function sampleOf(code: string, { language = 'python', files = {}, args = [] }: Asked = {}): Sample {
  const entry = ENTRY[language] ?? 'main';
  const all = Object.entries({ ...files, [entry]: code }).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return { id: identify(language, entry, all), language, entry, files: all, args };
}

export function optionsOf({ limits, stdin, language: _, args: _args, files: _files, ...more }: Asked = {}): RunOptions {
  return {
    observe: true,
    ...more,
    limits: { ...LIMIT_PROFILES.default, ...limits },
    ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin) }),
  };
}
