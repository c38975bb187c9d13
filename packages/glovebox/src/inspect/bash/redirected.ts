import { inFolder } from '../resolve/folder.ts';
import { HOLE } from '../resolve/value.ts';
import { childOf, childrenOf, partsOf, type SyntaxNode } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { Input } from './input.ts';
import { joined, type Known, known, NOTHING, UNTOLD } from './known.ts';
import type { Context, Outcome } from './machine.ts';
import { redirectionTo } from './redirects.ts';
import type { Run } from './run.ts';

/** Where what a command prints goes. */
interface Output {
  readonly path: string | undefined;
  readonly isAppending: boolean;
}

/** A statement with its redirections: what it reads is told to it, what it prints is put where it goes. */
export function runRedirected(run: Run, node: SyntaxNode, context: Context): Outcome {
  const body = childOf(node, 'body');
  const redirects = redirectsOf(node);
  const streams = streamsOf(run, redirects, context);
  const outcome =
    body === undefined ? { out: NOTHING, ok: true } : run.statement(body, { ...context, ...streams.given(context) });
  const rest = streams.deliver(run, outcome.out);
  const here = redirects.find((redirect) => redirect.type === 'heredoc_redirect');
  return here === undefined
    ? { out: rest, ok: outcome.ok }
    : runAfterDocument(run, here, context, { out: rest, ok: outcome.ok });
}

/** The grammar names some of them and not others. */
export function redirectsOf(node: SyntaxNode): SyntaxNode[] {
  return partsOf(node).filter((part) => part.type.endsWith('_redirect'));
}

/** What redirections do to a command's input and output. */
export class Streams {
  input: Input | undefined;
  readonly outputs: Output[] = [];
  readonly further: SyntaxNode[] = [];

  /** What the command sees of it. */
  given(context: Context): Partial<Context> {
    return {
      ...(this.input !== undefined && { input: this.input, piped: undefined }),
      ...(this.further.length > 0 && { further: [...(context.further ?? []), ...this.further] }),
    };
  }

  /** Puts what is printed where it goes; what goes nowhere else is given back. */
  deliver(run: Run, out: Known): Known {
    for (const { path, isAppending } of this.outputs) {
      if (path === undefined) continue;
      const before = isAppending ? (run.machine.fileAt(path) ?? NOTHING) : NOTHING;
      run.machine.write(path, joined([before, out]));
    }
    return this.outputs.length > 0 ? NOTHING : out;
  }
}

export function streamsOf(run: Run, redirects: readonly SyntaxNode[], context: Context): Streams {
  const streams = new Streams();
  for (const redirect of redirects) {
    if (redirect.type === 'file_redirect') redirectFile(run, redirect, context, streams);
    if (redirect.type === 'herestring_redirect') streams.input = new Input(hereString(run, redirect, context));
    if (redirect.type === 'heredoc_redirect') {
      streams.input = new Input(hereDocument(run, redirect, context));
      for (const part of partsOf(redirect)) {
        if (part.field === 'argument') streams.further.push(part);
        if (part.type === 'file_redirect') redirectFile(run, part, context, streams);
      }
    }
  }
  return streams;
}

function redirectFile(run: Run, node: SyntaxNode, context: Context, streams: Streams): void {
  const [destination, ...further] = childrenOf(node, 'destination');
  // The grammar takes words after a redirection for more of its destinations.
  const { text } = context.unit.source;
  streams.further.push(...further.filter((part) => !(part.type === 'number' && /[<>]/.test(text[part.end] ?? ''))));
  if (destination === undefined) return;
  run.machine.followed.add(node);
  const written = textOf(context.unit.source, node);
  const [, descriptor = '', operator = '>'] = /^(\d*|&)([<>&|]+)/.exec(written) ?? [];
  const words = run.words(context);
  const path = inFolder(words.single(destination).text, words.scalar('PWD')?.text);
  const use = redirectionTo(path, operator);
  if (use !== undefined) run.machine.record(node, context, [use]);
  if (operator === '<') streams.input = new Input(run.machine.fileAt(path));
  else if (operator.startsWith('>') && !/^[2-9]$/.test(descriptor)) {
    const isNowhere = /^&?\d$|^\/dev\/(null|stderr|tty)$/.test(path) || path === HOLE;
    streams.outputs.push({ path: isNowhere ? undefined : path, isAppending: operator.includes('>>') });
  }
}

function hereString(run: Run, node: SyntaxNode, context: Context): Known {
  const [text] = partsOf(node);
  if (text === undefined) return UNTOLD;
  const value = run.words(context).single(text);
  return known(`${value.text}\n`, value);
}

function hereDocument(run: Run, node: SyntaxNode, context: Context): Known {
  const { source } = context.unit;
  const body = partsOf(node).find((part) => part.type === 'heredoc_body');
  const start = partsOf(node).find((part) => part.type === 'heredoc_start');
  if (body === undefined || start === undefined) return NOTHING;
  const isIndented = node.children[0]?.type === '<<-';
  const plain = (text: string): string => (isIndented ? text.replace(/^\t{1,100}/gm, '') : text);
  if (/["'\\]/.test(textOf(source, start))) return { text: plain(textOf(source, body)) };
  const value = run.words(context).single(body, 'document');
  return known(plain(value.text), value);
}

/** The grammar puts what follows `<<END` on its line, a pipe or `&& …`, inside of the redirection. */
function runAfterDocument(run: Run, here: SyntaxNode, context: Context, before: Outcome): Outcome {
  const { source } = context.unit;
  let outcome = before;
  for (const part of partsOf(here)) {
    if (part.type === 'pipeline') {
      for (const step of partsOf(part)) {
        const piped = source.text
          .slice(here.parent?.start ?? here.start, step.start)
          .split('\n', 1)[0]
          ?.replace(/\|&?\s*$/, '')
          .trim();
        outcome = run.statement(step, { ...context, input: new Input(outcome.out), piped });
      }
    } else if (part.field === 'right') {
      const next = run.statement(part, context);
      outcome = { out: joined([outcome.out, next.out]), ok: next.ok };
    }
  }
  return outcome;
}
