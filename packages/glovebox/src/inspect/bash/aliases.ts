import type { SyntaxNode } from '../syntax/node.ts';
import { type Known, known } from './known.ts';
import type { Context, Outcome } from './machine.ts';
import type { Run } from './run.ts';
import type { Command } from './uses.ts';
import { commandOf } from './wrappers.ts';

/** A command by another name. Where that is more than one command it is code. */
export function aliased(run: Run, node: SyntaxNode, context: Context, command: Command, alias: Known): Outcome {
  if (/[^\w\s./~:=@%+,-]/.test(alias.text)) {
    const code = [alias.text, ...command.words].join(' ');
    run.machine.record(node, context, [
      {
        capability: 'code.eval',
        callee: 'alias',
        target: code,
        evaluates: { language: 'bash', code, decoder: alias.decoder },
      },
    ]);
    return run.code(context, code);
  }
  const words = alias.text
    .trim()
    .split(/\s+/)
    .map((text) => known(text, alias));
  return run.perform(node, context, commandOf([...words, ...command.known], command.written));
}
