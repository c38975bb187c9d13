import { isSeq, type Node, type YAMLMap } from 'yaml';
import { CI_DIALECTS, type Dialect, type ScriptKey } from './dialects.ts';
import { toldOfExpressions, withoutExpressions } from './expressions.ts';
import { EXTRACTION_BOUNDS, type Extraction, MappedText, malformed, type Part, ShellScript } from './part.ts';
import { rightsIn } from './rights.ts';
import { commandOf } from './words.ts';
import {
  lineOf,
  parseYaml,
  resolved,
  type Step,
  scalarsOf,
  textOf,
  textsOf,
  valueAt,
  walkYaml,
  type YamlFile,
} from './yaml.ts';

/** How a CI file is read; undefined for what is none. */
export function dialectOf(path: string): Dialect | undefined {
  return CI_DIALECTS.find(({ matches }) => matches.test(path));
}

/** The scripts of a CI file: shell commands of one job together, other languages each by itself. */
export function extractCi(path: string, text: string): Extraction {
  const files = parseYaml(text);
  if (typeof files === 'string') return malformed(`it is no YAML that can be read: ${files}`);
  const dialect = dialectOf(path);
  if (dialect === undefined) return malformed('no CI system reads it');
  return joined(files.map((file) => new CiReading(file, dialect).read()));
}

/** What stands before the first line of dashes may be a header: the pipeline is in the next document. */
function joined(read: readonly Extraction[]): Extraction {
  return {
    parts: read.flatMap(({ parts }, index) =>
      parts.map((part) => (index === 0 ? part : { ...part, name: `document${index + 1}.${part.name}` })),
    ),
    skipped: read.flatMap(({ skipped }) => skipped),
    told: read.flatMap(({ told }) => told).slice(0, EXTRACTION_BOUNDS.told),
  };
}

class CiReading {
  readonly #file: YamlFile;
  readonly #dialect: Dialect;
  readonly #jobs = new Map<string, ShellScript>();
  readonly #others: Part[] = [];
  readonly #skipped: Extraction['skipped'][number][] = [];
  readonly #told: Extraction['told'][number][] = [];

  constructor(file: YamlFile, dialect: Dialect) {
    this.#file = file;
    this.#dialect = dialect;
  }

  read(): Extraction {
    this.#told.push(...rightsIn(this.#file, this.#dialect));
    const isWhole = walkYaml(this.#file, (key, value, around, map) => this.#see(key, value, around, map));
    if (!isWhole) this.#skip('malformed', 'it has more values than any such file needs, and was read in part');
    const shells = [...this.#jobs].map(([name, script]) => script.part({ name, kind: this.#dialect.kind, folder: '' }));
    const parts = [...shells, ...this.#others];
    if (parts.length > EXTRACTION_BOUNDS.parts) this.#skip('too-many', `it has ${parts.length} scripts`);
    return {
      parts: parts.slice(0, EXTRACTION_BOUNDS.parts),
      skipped: this.#skipped,
      told: this.#told.slice(0, EXTRACTION_BOUNDS.told),
    };
  }

  #see(key: string, value: Node, around: readonly Step[], map: YAMLMap): boolean | undefined {
    const external = this.#dialect.external[key]?.(textOf(value) ?? '');
    if (external !== undefined) this.#told.push({ kind: 'external', message: external });
    const script = this.#dialect.scripts[key];
    if (script === undefined || !this.#isScript(script, around, map)) return undefined;
    const listed = textsOf(this.#file, value);
    const texts = script.list === 'words' && isSeq(value) ? commandIn(listed) : listed;
    if (texts.length === 0) return undefined;
    this.#take(script, texts, around, map);
    return false;
  }

  /** Keys such as `script` mean something else elsewhere, as in `with:` of another action. */
  #isScript(script: ScriptKey, around: readonly Step[], map: YAMLMap): boolean {
    if (script.within !== undefined && !around.some(({ key }) => script.within?.test(String(key)))) return false;
    if (script.beside === undefined) return true;
    const outer = script.beside.outer ? around.at(-2)?.node : map;
    return script.beside.value.test(textOf(valueAt(this.#file.document, outer, script.beside.key)) ?? '');
  }

  #take(script: ScriptKey, texts: { text: string; lines: number[] }[], around: readonly Step[], map: YAMLMap): void {
    const language = this.#languageOf(script, around, map);
    const job = this.#jobOf(around);
    if (script.language === undefined) this.#takeShell(job, around, map);
    for (const { text } of texts) this.#told.push(...toldOfExpressions(text, `${this.#dialect.system}, ${job},`));
    if (language === undefined) return;
    const inert = texts.map(({ text, lines }) => ({ text: withoutExpressions(text, this.#dialect.notations), lines }));
    if (language !== 'bash') {
      for (const { text, lines } of inert) this.#others.push(this.#single(language, job, text, lines));
      return;
    }
    const shell = this.#jobs.get(job) ?? new ShellScript();
    this.#jobs.set(job, shell);
    // A list is handed to one shell, line after line.
    const whole = new MappedText();
    for (const { text, lines } of inert) whole.addAll(text.replace(/\n$/, ''), lines);
    shell.add(whole.text, whole.lines, this.#exports(around));
  }

  /** A shell can be a command that does more than to read the script. */
  #takeShell(job: string, around: readonly Step[], map: YAMLMap): void {
    const named = this.#shellOf(around, map).trim();
    if (PLAIN_SHELL.test(named)) return;
    const shell = this.#jobs.get(job) ?? new ShellScript();
    this.#jobs.set(job, shell);
    const inert = withoutExpressions(named.replaceAll('{0}', ''), this.#dialect.notations);
    shell.add(inert.replaceAll('\n', ' '), [lineOf(this.#file, map)], this.#exports(around));
  }

  #single(language: 'python' | 'javascript', job: string, text: string, lines: readonly number[]): Part {
    const mapped = new MappedText();
    // What github-script runs is the body of a function.
    if (language === 'javascript') mapped.add('(async (github, context, core, exec, io, glob) => {', lines[0] ?? 1);
    mapped.addAll(text, lines);
    if (language === 'javascript') mapped.add('})();', lines.at(-1) ?? 1);
    const before = this.#others.filter(({ name }) => name.startsWith(`${job}.${language}`)).length;
    const name = `${job}.${language}${before === 0 ? '' : before + 1}`;
    return { name, kind: this.#dialect.kind, language, text: mapped.text, lines: mapped.lines, folder: '', notes: [] };
  }

  /** What reads the script; undefined where we do not, which is told. */
  #languageOf(script: ScriptKey, around: readonly Step[], map: YAMLMap): 'bash' | 'python' | 'javascript' | undefined {
    if (script.language !== undefined && script.language !== 'unread') return script.language;
    const named = script.language === 'unread' ? 'PowerShell or another shell' : this.#shellOf(around, map);
    const program =
      named
        .trim()
        .split(/\s+/)[0]
        ?.split(/[\\/]/)
        .at(-1)
        ?.replace(/\.exe$/, '') ?? '';
    if (/^(bash|sh|dash|ash|zsh|ksh|)$/.test(program)) return 'bash';
    if (/^python[\d.]*$/.test(program)) return 'python';
    if (/^node$/.test(program)) return 'javascript';
    this.#skip(
      'unknown-language',
      `a script in ${named.slice(0, 60)} (line ${lineOf(this.#file, map)}) cannot be read`,
    );
    return undefined;
  }

  #shellOf(around: readonly Step[], map: YAMLMap): string {
    const { document } = this.#file;
    const own = textOf(valueAt(document, map, 'shell'));
    if (own !== undefined) return own;
    const outer = [document.contents as Node, ...around.map(({ node }) => node)].reverse();
    for (const node of outer) {
      const run = valueAt(document, valueAt(document, node, 'defaults'), 'run');
      const shell = textOf(valueAt(document, run, 'shell'));
      if (shell !== undefined) return shell;
      const machine = valueAt(document, node, 'runs-on');
      if (this.#dialect.system === 'GitHub Actions' && /^windows/.test(textOf(machine) ?? '')) return 'pwsh';
    }
    return '';
  }

  /** Variables of the step, its job and the file: the inner ones last, as they win. */
  #exports(around: readonly Step[]): (readonly [string, string, number])[] {
    const nodes = [this.#file.document.contents as Node, ...around.map(({ node }) => node)];
    return nodes
      .flatMap((node) =>
        this.#dialect.variables.flatMap((key) => this.#variables(valueAt(this.#file.document, node, key))),
      )
      .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
      .slice(0, MOST_VARIABLES)
      .map(([name, value, line]) => [name, withoutExpressions(value, this.#dialect.notations), line] as const);
  }

  #variables(node: Node | undefined): (readonly [string, string, number])[] {
    return scalarsOf(this.#file, node === undefined ? undefined : resolved(this.#file.document, node));
  }

  #jobOf(around: readonly Step[]): string {
    const names = around.map(({ key }) => String(key));
    const at = names.findIndex((name) => this.#dialect.groups.includes(name));
    if (at >= 0) return names.slice(at, at + 2).join('.');
    return names[0] ?? 'all';
  }

  #skip(code: 'malformed' | 'too-many' | 'unknown-language', reason: string): void {
    this.#skipped.push({ code, reason, needsReview: true });
  }
}

/** `bash -euo pipefail {0}`, `/bin/sh`, `pwsh`: a program of the machine's, and flags. */
const PLAIN_SHELL = /^(\/(usr\/)?bin\/)?[\w.+-]*( +(-(?!c\b)[\w-]+|\+\w+|pipefail|\{0\}))*$/;

const MOST_VARIABLES = 60;

/** A list of words as one command; Compose says with the first how the others are meant. */
function commandIn(listed: readonly { text: string; lines: number[] }[]): { text: string; lines: number[] }[] {
  const [first, ...rest] = listed.map(({ text }) => text);
  if (first === undefined || first === 'NONE') return [];
  const text = first === 'CMD-SHELL' ? rest.join(' ') : commandOf(first === 'CMD' ? rest : [first, ...rest]);
  return [{ text, lines: listed[0]?.lines ?? [1] }];
}
