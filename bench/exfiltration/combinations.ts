import { DEFAULT_POLICY, type Policy } from '../../packages/glovebox/src/policy/policy.ts';
import { BASH } from './bash.ts';
import { JAVASCRIPT } from './javascript.ts';
import type { Channel, Encoding, Language } from './language.ts';
import { PYTHON } from './python.ts';

/** One value that goes out one way, written in one way: with a decoy's value, or with one of nobody's. */
export interface Combination {
  readonly id: string;
  readonly language: Language;
  readonly channel: string;
  readonly encoding: string;
  readonly value: string;
  readonly secret: boolean;
  readonly source: string;
  /** The line that lets it go, from 1. */
  readonly line: number;
}

const LANGUAGES: readonly Language[] = [PYTHON, JAVASCRIPT, BASH];
/** Encodings that each channel is tried with; every encoding gets its turn. */
const EACH = 4;

/** What the programs talk to. */
export const PLAYED: Policy = { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } };

/** Each channel with some of the encodings it carries, or with all; once with a decoy's value and once with an ordinary one. */
export function combinations(all: boolean): Combination[] {
  return LANGUAGES.flatMap((language) => {
    let turn = 0;
    return language.channels.flatMap((channel) => {
      const fitting = language.encodings.filter((encoding) => carries(channel, encoding));
      const count = all ? fitting.length : Math.min(EACH, fitting.length);
      const chosen = Array.from({ length: count }, (_, index) => fitting[(turn + index) % fitting.length] as Encoding);
      turn += count;
      return chosen.flatMap((encoding, index) =>
        [language.secrets, language.ordinary].map((values) => {
          const names = Object.keys(values);
          const value = names[(turn + index) % names.length] ?? '';
          return combine(language, channel, encoding, value, values === language.secrets);
        }),
      );
    });
  });
}

const YIELDS = ['name', 'text', 'bytes'] as const;

function carries({ only, carries: most = 'name' }: Channel, { name, yields }: Encoding): boolean {
  return only === undefined ? YIELDS.indexOf(yields) <= YIELDS.indexOf(most) : only.includes(name);
}

function combine(
  language: Language,
  channel: Channel,
  encoding: Encoding,
  value: string,
  secret: boolean,
): Combination {
  const { setUp = '', send, line = 0 } = channel;
  const filled = (text: string) => fill(text, language, encoding);
  const assigned = (secret ? language.secrets : language.ordinary)[value];
  const before = `${language.head}${assigned}\n${setUp === '' ? '' : `${filled(setUp)}\n`}`;
  return {
    id: `${language.language}: ${channel.name}, ${encoding.name}`,
    language,
    channel: channel.name,
    encoding: encoding.name,
    value,
    secret,
    source: `${before}${filled(send)}\n`,
    line: before.split('\n').length + line,
  };
}

function fill(text: string, { asText, asBytes }: Language, { expression, yields }: Encoding): string {
  const bytes = yields === 'bytes' ? expression : asBytes(expression);
  return text
    .replaceAll('TEXT_IS', () => `t=${asText(expression)}`)
    .replaceAll('TEXT_COMMAND', () => expression)
    .replaceAll('TEXT', () => asText(expression))
    .replaceAll('BYTES', () => (bytes.includes('|') ? `{ ${bytes}; }` : bytes));
}
