import { joined, known } from '../known.ts';
import { byLine, contentOf, type Filter, mapped, optionsOf } from './filter.ts';

/** The whole content, in the order of its files. */
export const cat: Filter = (filtered) => contentOf(filtered, optionsOf(filtered.words).operands);

export const tee: Filter = (filtered) => {
  const content = filtered.input();
  const { options, operands } = optionsOf(filtered.words);
  for (const path of operands) {
    const before = options.has('a') ? filtered.fileAt(path) : undefined;
    filtered.write(path, joined([...(before === undefined ? [] : [before]), content ?? known('{…}')]));
  }
  return content;
};

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function ended(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

export const tac: Filter = (filtered) =>
  mapped(contentOf(filtered, optionsOf(filtered.words).operands), (text) => ended(linesOf(text).reverse()));

export const sort: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'ktoTS');
  return mapped(contentOf(filtered, operands), (text) => {
    const lines = linesOf(text).sort();
    if (options.has('n')) lines.sort((a, b) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0));
    if (options.has('r')) lines.reverse();
    return ended(options.has('u') ? [...new Set(lines)] : lines);
  });
};

export const uniq: Filter = (filtered) =>
  mapped(contentOf(filtered, optionsOf(filtered.words, 'fsw').operands.slice(0, 1)), (text) =>
    ended(linesOf(text).filter((line, index, lines) => line !== lines[index - 1])),
  );

/** `-n 3`, `-3`, `-c 5`; for `tail` also `-n +2`. */
function part(isHead: boolean): Filter {
  return (filtered) => {
    const words = filtered.words.map((word) =>
      /^-\d+$/.test(word.text) ? known(`-n${word.text.slice(1)}`, word) : word,
    );
    const { options, operands } = optionsOf(words, 'nc');
    const bytes = options.get('c') ?? options.get('bytes');
    const given = bytes ?? options.get('n') ?? options.get('lines') ?? '10';
    const count = Number(given.replace('+', ''));
    if (!Number.isInteger(count)) return undefined;
    return mapped(contentOf(filtered, operands), (text) => {
      const items = bytes === undefined ? linesOf(text) : [...text];
      const kept = isHead
        ? items.slice(0, count)
        : given.startsWith('+')
          ? items.slice(count - 1)
          : count === 0
            ? []
            : items.slice(-Math.abs(count));
      return bytes === undefined ? ended(kept) : kept.join('');
    });
  };
}
export const head = part(true);
export const tail = part(false);

export const paste: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'd');
  if (!options.has('s')) return undefined;
  return mapped(contentOf(filtered, operands), (text) =>
    ended([linesOf(text).join((options.get('d') ?? '\t').slice(0, 1))]),
  );
};

export const fold: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'w');
  const width = Number(options.get('w') ?? options.get('width') ?? 80);
  if (!(width > 0)) return undefined;
  return mapped(contentOf(filtered, operands), (text) =>
    byLine(text, (line) => {
      const pieces: string[] = [];
      for (let at = 0; at < line.length; at += width) pieces.push(line.slice(at, at + width));
      return pieces.join('\n');
    }),
  );
};

/** Lines that hold a text without anything special in it; `-o .` is every letter on a line of its own. */
export const grep: Filter = (filtered) => {
  const { options, operands } = optionsOf(filtered.words, 'eABCmf');
  const [pattern = '', ...files] = options.has('e') ? [options.get('e') ?? '', ...operands] : operands;
  if (options.has('o') && pattern === '.')
    return mapped(contentOf(filtered, files), (text) => ended([...text].filter((letter) => letter !== '\n')));
  const plain = pattern.replace(/^\^/, '');
  if (!/^[\w :/=@,-]+$/.test(plain) || [...options.keys()].some((name) => !/^[evF]$/.test(name))) return undefined;
  const isStart = plain !== pattern;
  return mapped(contentOf(filtered, files), (text) =>
    ended(
      linesOf(text).filter((line) => (isStart ? line.startsWith(plain) : line.includes(plain)) !== options.has('v')),
    ),
  );
};
