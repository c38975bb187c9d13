import { arithmetic } from '../arithmetic.ts';
import { known } from '../known.ts';
import { base32, base64, gunzip, gzip, openssl, xxd } from './decoding.ts';
import { awk, sed } from './editing.ts';
import { contentOf, type Filter, mapped, optionsOf } from './filter.ts';
import { cut, rev, tr } from './letters.ts';
import { cat, fold, grep, head, paste, sort, tac, tail, tee, uniq } from './lines.ts';
import { echo, seq } from './printing.ts';

const basename: Filter = ({ words: [path, suffix] }) =>
  path === undefined
    ? undefined
    : known(`${withoutEnd(path.text.slice(path.text.lastIndexOf('/') + 1), suffix?.text)}\n`, path);
const dirname: Filter = ({ words: [path] }) => {
  if (path === undefined) return undefined;
  const at = path.text.lastIndexOf('/');
  return known(`${at < 0 ? '.' : path.text.slice(0, at) || '/'}\n`, path);
};
const which: Filter = ({ words }) => {
  const name = words.find((word) => !word.text.startsWith('-'));
  return name === undefined || name.text.includes('{…}') ? undefined : known(`/usr/bin/${name.text}\n`, name);
};

function withoutEnd(text: string, end: string | undefined): string {
  return end !== undefined && end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

/** A program in another language that only prints a text. */
function printing(option: string): Filter {
  return ({ words }) => {
    const code = words[words.findIndex((word) => word.text === option) + 1]?.text ?? '';
    const [, print, , text] =
      /^\s*(print|puts|say|console\.log)\s*\(?\s*(["'])([^"'\\]*)\2\s*\)?\s*;?\s*$/.exec(code) ?? [];
    return text === undefined || print === undefined
      ? undefined
      : { text: option === '-e' && print === 'print' ? text : `${text}\n` };
  };
}

/** Commands whose output is known from their words and what they read, without running them. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  echo,
  seq,
  cat,
  zcat: gunzip,
  gunzip,
  gzip,
  tac,
  rev,
  tr,
  cut,
  sed,
  awk,
  gawk: awk,
  mawk: awk,
  nawk: awk,
  grep,
  fgrep: grep,
  egrep: grep,
  head,
  tail,
  sort,
  uniq,
  paste,
  fold,
  tee,
  base64,
  base32,
  xxd,
  openssl,
  basename,
  dirname,
  which,
  command: which,
  type: ({ words, ...rest }) => (/^-[pP]/.test(words[0]?.text ?? '') ? which({ words, ...rest }) : undefined),
  readlink: ({ words }) => words.findLast((word) => !word.text.startsWith('-')),
  realpath: ({ words }) => words.findLast((word) => !word.text.startsWith('-')),
  mktemp: ({ words }) => ({ text: words.some((word) => word.text === '-d') ? '/tmp/dir.{…}' : '/tmp/tmp.{…}' }),
  // Without a command it prints what it reads on one line.
  xargs: (filtered) => mapped(filtered.input(), (text) => `${text.trim().split(/\s+/).join(' ')}\n`),
  bc: (filtered) =>
    mapped(contentOf(filtered, optionsOf(filtered.words).operands), (text) => {
      const value = arithmetic(text, { number: () => undefined, assign: () => undefined });
      return value === undefined ? undefined : `${value}\n`;
    }),
  expr: ({ words }) => {
    const value = arithmetic(words.map((word) => word.text).join(' '), {
      number: () => undefined,
      assign: () => undefined,
    });
    return value === undefined ? undefined : { text: `${value}\n` };
  },
  python: printing('-c'),
  python3: printing('-c'),
  perl: printing('-e'),
  ruby: printing('-e'),
  node: printing('-e'),
  // Whatever they are asked to do to a text, its words stay.
  strings: cat,
};
