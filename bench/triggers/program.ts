import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Event } from '../../packages/glovebox/src/observe/event.ts';
import type { Reply } from '../../packages/glovebox/src/observe/network/replies.ts';
import { DEFAULT_POLICY, type Policy } from '../../packages/glovebox/src/policy/policy.ts';

const FOLDER = join(import.meta.dirname, 'programs');
const LANGUAGES = ['python', 'javascript', 'bash'] as const;
type TriggerLanguage = (typeof LANGUAGES)[number];

/** An ordinary program that does something else under one circumstance, and the same one where that is harmless. */
export interface TriggerProgram {
  /** `python/weekday.py` */
  readonly id: string;
  readonly language: TriggerLanguage;
  readonly entry: string;
  /** What the payload waits for. */
  readonly kind: string;
  /** The one event that tells that the payload was executed: capability, and a part of its target. */
  readonly shown: Pick<Event, 'capability' | 'target'>;
  readonly policy: Policy;
  readonly armed: string;
  readonly twin: string;
}

/** Every program in `programs/`. There, a line that begins with § is not the program's: it says what is what. */
export function readPrograms(): TriggerProgram[] {
  return LANGUAGES.flatMap((language) =>
    globSync('*', { cwd: join(FOLDER, language) })
      .sort()
      .map((file) => programFrom(join(FOLDER, language, file))),
  );
}

function programFrom(path: string): TriggerProgram {
  const text = readFileSync(path, 'utf8');
  const folder = basename(dirname(path));
  const language = LANGUAGES.find((one) => one === folder);
  const said = (word: string) => text.match(new RegExp(`^§ ${word}: (.*)$`, 'm'))?.[1] ?? '';
  const [, capability = '', target = ''] = /^(\S+) (.+)$/.exec(said('shown')) ?? [];
  if (language === undefined || capability === '') throw new Error(`${path}: no language or no event`);
  return {
    id: `${folder}/${basename(path)}`,
    language,
    entry: basename(path),
    kind: said('kind'),
    shown: { capability: capability as Event['capability'], target },
    policy: said('network') === 'sinkhole' ? playing(said('reply')) : DEFAULT_POLICY,
    armed: part(text, 'payload'),
    twin: part(text, 'instead'),
  };
}

/** `host path "body"` */
function playing(reply: string): Policy {
  const [, host, path, body] = /^(\S+) (\S+) (".*")$/.exec(reply) ?? [];
  const replies: Reply[] =
    host === undefined || path === undefined || body === undefined
      ? []
      : [{ host, path, body: String(JSON.parse(body)) }];
  return { ...DEFAULT_POLICY, network: { mode: 'sinkhole', replies } };
}

/** The program with one of the two bodies it may have. */
function part(text: string, kept: 'payload' | 'instead'): string {
  const lines: string[] = [];
  let within: string | undefined;
  for (const line of text.split('\n')) {
    const [, word] = /^§ (\w+)/.exec(line) ?? [];
    if (word === undefined && (within === undefined || within === kept)) lines.push(line);
    if (word === 'payload' || word === 'instead') within = word;
    if (word === 'end') within = undefined;
  }
  return lines.join('\n');
}
