import type { CellLine } from './notebook.ts';
import type { MappedText } from './part.ts';

/** Cells that are handed to a shell as they are. */
const SHELL_CELLS = new Set(['bash', 'sh', 'script', 'system', 'sx', '!']);
/** Line and cell magics after which Python stands. */
const PYTHON_MAGICS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'memit',
  'mprun',
  'lprun',
  'python',
  'python3',
  'pypy',
]);
/** Those of them whose first line is Python too, when a cell follows. */
const SET_UP = new Set(['timeit', 'prun', 'memit', 'mprun', 'lprun']);
/** What a browser would run of a cell that it shows: with the notebook's own rights. */
const ACTIVE = /<\s*(script|iframe|object|embed|link|meta|base|form|foreignobject)\b|\bon\w+\s*=|javascript:|srcdoc/i;
/** Cells that a browser shows, or that are prose. */
const SHOWN_CELLS = new Set(['html', 'HTML', 'markdown', 'latex', 'svg', 'SVG']);
/** Lines that set up a view. */
const HARMLESS = new Set(['matplotlib', 'config', 'autoreload', 'pylab', 'precision', 'who', 'whos']);

/** Characters after `%time`. */
const LONGEST_TIMED = 2_000;

/**
 * Turns what IPython adds to Python into Python with the same effect, a line for a line: `!cmd` starts a shell, `%%bash` a whole
 * cell of one, `%run` another program. What `{…}` and `$…` put into a command is left as it stands.
 */
export class Magics {
  readonly unread: string[] = [];
  readonly #text: MappedText;

  constructor(text: MappedText) {
    this.#text = text;
  }

  cell(lines: readonly CellLine[]): void {
    const at = lines.findIndex(({ text }) => text.trim() !== '');
    const first = lines[at];
    if (first === undefined) return;
    const [, name, rest = ''] = /^%%([\w!]+)\s*(.*)$/.exec(first.text) ?? [];
    const body = lines.slice(at + 1);
    if (name === undefined) this.#lines(lines);
    else if (PYTHON_MAGICS.has(name)) {
      const setUp = SET_UP.has(name) && rest.length <= LONGEST_TIMED ? withoutFlags(rest) : '';
      this.#text.add(`${setUp === '' ? 'pass' : setUp}  # ${oneLine(first.text)}`, first.line);
      this.#lines(body);
    } else if (SHELL_CELLS.has(name)) this.#shellCell(name, rest, first, body);
    else if (name === 'writefile' || name === 'file') this.#writtenCell(rest, first, body);
    else if (SHOWN_CELLS.has(name) && body.some((one) => ACTIVE.test(one.text))) this.#unreadCell(name, first, body);
    else if (SHOWN_CELLS.has(name)) this.#text.add(`pass  # ${oneLine(first.text)}`, first.line);
    else this.#unreadCell(name, first, body);
  }

  #lines(lines: readonly CellLine[]): void {
    let quote: string | undefined;
    let isContinued = false;
    for (let at = 0; at < lines.length; at++) {
      const { text, line } = lines[at] as CellLine;
      const within = quote !== undefined || isContinued;
      const magic = within ? undefined : this.#magic(text);
      if (magic !== undefined) {
        const command = [magic.text];
        // A command goes on where its line ends with a backslash.
        while (command.at(-1)?.endsWith('\\') === true && at + 1 < lines.length) command.push(lines[++at]?.text ?? '');
        this.#text.add(magic.python(command.join('\n')), line);
        for (const _ of command.slice(1)) this.#text.add('', line);
        continue;
      }
      this.#text.add(text, line);
      quote = openQuote(text, quote);
      isContinued = quote === undefined && text.endsWith('\\');
    }
  }

  /** What a line is to IPython alone; undefined for Python. */
  #magic(line: string): { text: string; python(command: string): string } | undefined {
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const [, before = '', sign, text = ''] =
      /^((?:[\w.,()[\]][\w.,()[\] ]*=\s*)?)(!!?|%)\s*(\S.*)$/.exec(line.slice(indent.length)) ?? [];
    if (sign === undefined || (before !== '' && !before.includes('='))) return undefined;
    if (sign !== '%') return { text, python: (command) => `${indent}${before}${shell(command)}` };
    const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(text) ?? [];
    if (name === '') return undefined;
    return { text, python: () => `${indent}${before}${this.#lineMagic(name, rest)}` };
  }

  #lineMagic(name: string, rest: string): string {
    switch (name) {
      case 'pip':
      case 'conda':
      case 'mamba':
      case 'uv':
        return shell(`${name} ${rest}`);
      case 'sx':
      case 'system':
      case 'sc':
        return shell(rest);
      case 'run': {
        const file = rest.split(/\s+/).find((word) => word !== '' && !word.startsWith('-')) ?? '';
        return `__import__("runpy").run_path(${JSON.stringify(file)})`;
      }
      case 'env':
      case 'set_env': {
        const [, key = '', value = ''] = /^(\w+)[=\s]\s*(.*)$/s.exec(rest) ?? [];
        return key === ''
          ? 'dict(__import__("os").environ)'
          : `__import__("os").environ.__setitem__(${text(key)}, ${text(value)})`;
      }
      case 'load_ext':
      case 'reload_ext': {
        // These are IPython's own.
        if (/^(autoreload|storemagic)\s*$/.test(rest)) return `None  # %${name} ${oneLine(rest)}`;
        const module = text(rest.trim());
        return `__import__("importlib.util").util.find_spec(${module}) and __import__(${module})`;
      }
      case 'load':
      case 'loadpy':
        return /^https?:/.test(rest) ? shell(`curl -fsSL ${rest}`) : `open(${text(rest)}).read()`;
      default:
        // One inside of another goes down with each.
        if (PYTHON_MAGICS.has(name) && rest.length <= LONGEST_TIMED) return this.#timed(withoutFlags(rest));
        if (!HARMLESS.has(name)) this.unread.push(`%${oneLine(name).slice(0, 40)} is no magic that can be read`);
        return `None  # %${oneLine(name)} ${oneLine(rest)}`;
    }
  }

  #timed(rest: string): string {
    return this.#magic(rest)?.python(rest.replace(/^(!!?|%)\s*/, '')) ?? (rest === '' ? 'pass' : rest);
  }

  #shellCell(name: string, rest: string, first: CellLine, body: readonly CellLine[]): void {
    const program = name === 'script' ? rest.replace(/^(--?\w+(\s+|=)\S+\s+)*/, '') : 'bash';
    if (!/^(\S*\/)?(ba|da|z|k)?sh\b/.test(program)) {
      this.#unreadCell(`script ${program}`, first, body);
      return;
    }
    // One text, a line of it on each line: adjoining strings are one.
    this.#text.add('__import__("subprocess").run(["bash", "-c",', first.line);
    for (const one of body) this.#text.add(text(`${one.text}\n`), one.line);
    this.#text.add('""])', body.at(-1)?.line ?? first.line);
  }

  #writtenCell(rest: string, first: CellLine, body: readonly CellLine[]): void {
    const [, append, file = ''] = /^(-a\s+)?["']?(.*?)["']?\s*$/.exec(rest) ?? [];
    this.#text.add(`open(${text(file)}, ${append === undefined ? '"w"' : '"a"'}).write(`, first.line);
    for (const one of body) this.#text.add(text(`${one.text}\n`), one.line);
    this.#text.add('"")', body.at(-1)?.line ?? first.line);
  }

  #unreadCell(name: string, first: CellLine, body: readonly CellLine[]): void {
    this.#text.add(`pass  # ${oneLine(first.text)}`, first.line);
    for (const one of body) this.#text.add(`# ${oneLine(one.text)}`, one.line);
    this.unread.push(`the cell at line ${first.line} is for %%${oneLine(name).slice(0, 40)}, which cannot be read`);
  }
}

/** What they take before the statement: numbers, names of files or of an order. A flag without a value takes no word of the statement. */
function withoutFlags(rest: string): string {
  return rest.replace(/^(?:-(?:[nrplti]\s*[\d.]+|[sTDfm]\s*[\w./-]+|[a-z]{1,3})(?:\s+|$))*/, '');
}

function shell(command: string): string {
  return `__import__("subprocess").run(${text(command)}, shell=True)`;
}

/** JSON's strings are Python's too, halves of characters aside. */
function text(value: string): string {
  return JSON.stringify(value.toWellFormed());
}

function oneLine(value: string): string {
  return value.replace(/[\r\n\f\v\u0085\u2028\u2029]/g, ' ');
}

/** The triple quote that is still open after a line. */
function openQuote(line: string, open: string | undefined): string | undefined {
  let quote = open;
  for (let at = 0; at < line.length; at++) {
    if (quote === undefined) {
      if (line[at] === '#') return undefined;
      const begun = /^("""|'''|"|')/.exec(line.slice(at, at + 3))?.[1];
      if (begun === undefined) continue;
      quote = begun;
      at += begun.length - 1;
    } else if (line[at] === '\\') at += 1;
    else if (line.startsWith(quote, at)) {
      at += quote.length - 1;
      quote = undefined;
    }
  }
  // A single quote ends with its line.
  return quote?.length === 3 ? quote : undefined;
}
