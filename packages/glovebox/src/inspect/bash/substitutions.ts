import { inFolder } from '../resolve/folder.ts';
import { HOLE } from '../resolve/value.ts';
import { partsOf } from '../syntax/node.ts';
import { trimmed } from './expansion.ts';
import { Input } from './input.ts';
import { type Known, known, UNTOLD } from './known.ts';
import type { Context } from './machine.ts';
import { redirectionTo } from './redirects.ts';
import type { Run } from './run.ts';

const DEEPEST = 30;
const LONGEST_QUOTE = 300;

/** Follows what stands in `$(…)`, backticks, `<(…)` and `>(…)`. */
export class Substitutions {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  of(code: string, at: number, kind: '$' | '`' | '<' | '>', context: Context): Known {
    if (context.depth > DEEPEST) return UNTOLD;
    const from = code.trim().slice(0, LONGEST_QUOTE);
    if (kind === '>') return { text: this.#sink(code, at, context) };
    const file = kind === '<' ? undefined : /^\s*<\s*([^\s<>|;&]+)\s*$/.exec(code.slice(0, LONGEST_QUOTE))?.[1];
    const out = file === undefined ? this.#printed(code, at, context) : this.#content(file, at, context);
    const told = out.text.includes(HOLE) ? { ...out, from: out.from ?? from } : out;
    if (kind !== '<') return trimmed(told);
    // Where nothing is known of it, the report shows it as it is written.
    return { ...known(this.#run.machine.descriptor(told), told), from: `<(${from})` };
  }

  #printed(code: string, at: number, context: Context, input?: Known): Known {
    const node = context.unit.substitutions.get(at);
    const inner = {
      ...context,
      variables: context.variables.branch(),
      input: input === undefined ? context.input : new Input(input),
      piped: undefined,
      feeds: false,
      further: undefined,
    };
    if (node !== undefined && node.start <= at) return this.#run.all(partsOf(node), inner).out;
    const unit = this.#run.unitOf(code, context.unit.source);
    // What the grammar does not see, such as backticks in a here-document, belongs to the statement they are in.
    const host = context.unit.isScript && at >= 0 ? context.statement : context.host;
    return unit === undefined ? UNTOLD : this.#run.statement(unit.source.root, { ...inner, unit, host }).out;
  }

  /** `$(<file)` */
  #content(file: string, at: number, context: Context): Known {
    const path = this.#run.words(context).singleOf(file).text;
    const use = redirectionTo(inFolder(path, this.#run.words(context).scalar('PWD')?.text), '<');
    const node = context.unit.substitutions.get(at) ?? context.host;
    if (use !== undefined && node !== undefined) this.#run.machine.record(node, context, [use]);
    return this.#run.machine.fileAt(path) ?? UNTOLD;
  }

  #sink(code: string, at: number, context: Context): string {
    this.#printed(code, at, context);
    let isOpen = false;
    return this.#run.machine.descriptor(undefined, (content) => {
      // What writes to itself would go on for ever.
      if (isOpen) return;
      isOpen = true;
      this.#printed(code, at, context, content);
      isOpen = false;
    });
  }
}
