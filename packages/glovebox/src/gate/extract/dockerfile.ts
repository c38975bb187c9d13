import { posix } from 'node:path';
import { DockerfileParser, type Instruction, type PropertyInstruction } from 'dockerfile-ast';
import { EXTRACTION_BOUNDS, type Extraction, malformed, NOTHING, ShellScript } from './part.ts';
import { commandOf } from './words.ts';

export const DOCKERFILE = /(^|\/)((Dockerfile|Containerfile)(\.[^/]+)?|[^/]+\.(dockerfile|containerfile))$/i;

/** Instructions are few; the parser takes a time that is the square of them. */
const MOST_BYTES = 128 * 1024;
const MOST_INSTRUCTIONS = 2_000;
/** Docker's own reader. */
const FRONTEND = /^(docker\.io\/)?docker\/dockerfile(-upstream)?(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/;

/** What building an image runs, and what the image runs when it is started, in this order; each instruction in a shell of its own. */
export function extractDockerfile(path: string, text: string): Extraction {
  if (text.length > MOST_BYTES) return malformed('it is larger than any Dockerfile needs to be');
  const dockerfile = DockerfileParser.parse(text);
  const instructions = dockerfile.getInstructions();
  if (instructions.length === 0) return NOTHING;
  if (instructions.length > MOST_INSTRUCTIONS) return malformed(`it has ${instructions.length} instructions`);
  const reading = new DockerfileReading(text.split(/\r?\n/), dockerfile.getEscapeCharacter());
  const frontend = /^(?:\s*#.*\n)*?\s*#\s*syntax\s*=\s*(\S+)/i.exec(text)?.[1];
  if (frontend !== undefined && !FRONTEND.test(frontend))
    reading.skipped.push({
      code: 'unknown-language',
      reason: `the image ${frontend.slice(0, 200)} reads it, and may make of it what it likes`,
      needsReview: true,
    });
  for (const instruction of instructions) reading.see(instruction);
  const { script, skipped, told } = reading;
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  return {
    parts: script.isEmpty ? [] : [script.part({ name: 'build', kind: 'dockerfile', folder })],
    skipped,
    told: told.slice(0, EXTRACTION_BOUNDS.told),
  };
}

class DockerfileReading {
  readonly script = new ShellScript();
  readonly skipped: Extraction['skipped'][number][] = [];
  readonly told: Extraction['told'][number][] = [];
  readonly #lines: readonly string[];
  readonly #escape: string;
  #exports: [string, string, number][] = [];
  #isShellUnread = false;

  constructor(lines: readonly string[], escapeSign: string) {
    this.#lines = lines;
    this.#escape = escapeSign;
  }

  see(instruction: Instruction): void {
    const { start, end } = instruction.getRange();
    const source = this.#lines.slice(start.line, end.line + 1);
    const first = (source[0] ?? '').slice(start.character);
    this.#read([first, ...source.slice(1)], start.line + 1, instruction);
  }

  #read(source: readonly string[], line: number, instruction?: Instruction): void {
    const [, keyword = '', rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(source[0] ?? '') ?? [];
    const own = [rest, ...source.slice(1)];
    switch (keyword.toUpperCase()) {
      case 'ONBUILD':
        this.#read(own, line);
        return;
      case 'HEALTHCHECK': {
        const text = own.join('\n');
        const at = /\bCMD\b/i.exec(text)?.index;
        if (at !== undefined) this.#read(text.slice(at).split('\n'), line + text.slice(0, at).split('\n').length - 1);
        return;
      }
      case 'RUN':
      case 'CMD':
      case 'ENTRYPOINT':
        this.#run(own, line);
        return;
      case 'ENV':
      case 'ARG':
        this.#variables(instruction as PropertyInstruction | undefined, line);
        return;
      case 'SHELL':
        this.#isShellUnread = !/\b(ba|da|a|z|k)?sh\b/.test(rest);
        return;
      case 'FROM':
        this.#exports = [];
        this.#isShellUnread = false;
        this.#tell(
          `is built from the image ${rest
            .replace(/--\S+\s+/g, '')
            .trim()
            .slice(0, 200)}`,
        );
        return;
      case 'ADD':
        this.#add(own, line);
        return;
      case 'COPY':
        if (/<<-?["']?\w/.test(rest)) this.#copied(own, line);
    }
  }

  /** Shell form, exec form, or a here-document that is the script. */
  #run(own: readonly string[], line: number): void {
    const [before, ...more] = this.#withoutFlags(own);
    const lines = [before ?? '', ...more];
    const listed = wordsOf(lines.map((text) => this.#continued(text)).join('\n'));
    if (this.#isShellUnread && listed === undefined) {
      const reason = `a command at line ${line} is for a shell that cannot be read`;
      this.skipped.push({ code: 'unknown-language', reason, needsReview: true });
      return;
    }
    if (listed !== undefined) this.script.add(commandOf(listed), [line], this.#exports);
    else this.#runText(lines, line);
  }

  #runText(lines: readonly string[], line: number): void {
    const numbers = lines.map((_, index) => line + index);
    const [, strip = '', delimiter] = /^\s*<<(-?)["']?(\w+)["']?\s*$/.exec(lines[0] ?? '') ?? [];
    if (delimiter === undefined) {
      this.script.add(this.#command(lines).join('\n'), numbers, this.#exports);
      return;
    }
    const end = lines.findIndex(
      (text, index) => index > 0 && text.replace(strip === '' ? '' : /^\t+/, '') === delimiter,
    );
    const body = lines.slice(1, end < 0 ? undefined : end);
    const shebang = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(body[0] ?? '');
    const program = shebang?.[1]?.endsWith('/env') === true ? shebang[2] : shebang?.[1];
    const isShell = program === undefined || /(^|\/)(ba|da|a|z|k)?sh$/.test(program);
    // Another program than a shell reads it from its input.
    const script = isShell ? body : [`${program} <<'${delimiter}'`, ...lines.slice(1)];
    this.script.add(script.join('\n'), isShell ? numbers.slice(1) : numbers, this.#exports);
  }

  /** A file that an address or a repository gives is a download. */
  #add(own: readonly string[], line: number): void {
    const words = this.#withoutFlags(own)
      .map((text) => this.#continued(text))
      .join(' ')
      .trim();
    const listed = wordsOf(words) ?? words.split(/\s+/);
    const target = listed.at(-1) ?? '.';
    for (const source of listed.slice(0, -1)) {
      if (!/^(https?|ftp):\/\//i.test(source)) continue;
      this.script.add(commandOf(['curl', '-fsSL', '-o', target, source]), [line], this.#exports);
      this.#tell(`adds ${source.slice(0, 200)} to the image`);
    }
  }

  /** A file that stands in the Dockerfile itself. */
  #copied(own: readonly string[], line: number): void {
    const lines = this.#withoutFlags(own);
    const [, marker = '', target = ''] = /^\s*(<<-?["']?\w+["']?)\s+(\S+)\s*$/.exec(lines[0] ?? '') ?? [];
    if (marker === '') return;
    const numbers = lines.map((_, index) => line + index);
    this.script.add([`cat ${marker} > ${commandOf([target])}`, ...lines.slice(1)].join('\n'), numbers, this.#exports);
  }

  #variables(instruction: PropertyInstruction | undefined, line: number): void {
    for (const property of instruction?.getProperties?.() ?? []) {
      const [name, value] = [property.getName(), property.getValue()];
      if (value !== null && /^[A-Za-z_]\w*$/.test(name) && this.#exports.length < MOST_VARIABLES)
        this.#exports.push([name, value, line]);
    }
  }

  #withoutFlags(own: readonly string[]): string[] {
    const [first = '', ...rest] = own;
    const left = first.replace(/^(\s*--\w[\w-]*(=("[^"]*"|\S+))?(?=\s|$))+\s*/, '');
    // Flags may fill the first line.
    return left.trim() === this.#escape && rest.length > 0 ? [left, ...this.#withoutFlags(rest)] : [left, ...rest];
  }

  /** As a shell reads it: comments between continued lines are none to it, and it knows no other sign for going on. */
  #command(lines: readonly string[]): string[] {
    let inDocument = false;
    return lines.map((text, index) => {
      if (inDocument || index === lines.length - 1) return text;
      if (/<<-?["']?\w/.test(text)) inDocument = !text.trimEnd().endsWith(this.#escape);
      if (inDocument) return text;
      return index > 0 && /^\s*(#.*)?$/.test(text) ? '\\' : this.#continued(text, '\\');
    });
  }

  #continued(text: string, by = ''): string {
    return text.trimEnd().endsWith(this.#escape) ? `${text.trimEnd().slice(0, -1)}${by}` : text;
  }

  #tell(message: string): void {
    this.told.push({ kind: 'external', message });
  }
}

const MOST_VARIABLES = 60;

/** The words of an exec form; undefined for what is none. */
function wordsOf(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
