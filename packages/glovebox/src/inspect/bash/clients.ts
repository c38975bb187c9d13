import { HOLE } from '../resolve/value.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './use.ts';

/** Options that send a body; the short forms are curl's alone. */
const LONG_SENDS =
  /^(--data.*|--form.*|--upload-file|--post-data.*|--post-file.*|--body-data.*|-X(POST|PUT|PATCH)|--json)$/;

/** What a client of the web fetches or sends, and the files it takes and leaves. */
export function client({ name, words }: Command): CommandUse[] {
  const urls = words.filter(
    (word) => /^(\w+:\/\/|[\w-]+(\.[\w-]+)+([:/]|$)|localhost|\d+\.\d+\.\d+\.\d+)/.test(word) || word.includes(HOLE),
  );
  const url =
    urls.find((word) => /^\w+:\/\//.test(word)) ?? urls.at(-1) ?? words.findLast((word) => !word.startsWith('-'));
  const method = words[words.indexOf('-X') + 1] ?? words[words.indexOf('--request') + 1] ?? '';
  const sends =
    words.some((word) => LONG_SENDS.test(word) || (name !== 'wget' && /^-[dFT]/.test(word))) ||
    (words.includes('-X') && /^(POST|PUT|PATCH)$/.test(method));
  const sent = words.flatMap((word) => /^(?:\w+=)?@([^;]+)/.exec(word)?.[1] ?? []);
  const written = outputOf(words);
  return [
    { capability: sends ? 'network.send' : 'network.connect', target: url === HOLE ? undefined : url },
    ...sent.map((target) => ({ capability: 'file.read' as const, target })),
    ...(written === undefined || written === '-' || written === '/dev/null'
      ? []
      : [{ capability: 'file.write' as const, target: written }]),
  ];
}

function outputOf(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => /^(-\w*[oO]|--output|--output-document)$/.test(word));
  const next = words[index + 1];
  return index < 0 || next === undefined || /^\w+:\/\//.test(next) || (words[index] ?? '').startsWith('-LO')
    ? undefined
    : next;
}

/** A connection by hand, or a wait for one. */
export function connection({ words }: Command): CommandUse[] {
  const listens = words.some((word) => /^-\w*l/.test(word));
  const operands = words.filter(
    (word, index) => !word.startsWith('-') && !/^-\w*[ecpwqsi]$/.test(words[index - 1] ?? ''),
  );
  const portOption = words[words.findIndex((word) => /^-\w*p$/.test(word)) + 1];
  if (listens) return [{ capability: 'network.listen', target: `0.0.0.0:${portOption ?? operands.at(-1) ?? HOLE}` }];
  return [{ capability: 'network.connect', target: operands.slice(0, 2).join(':') || undefined }];
}
