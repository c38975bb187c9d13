import { childOf, type SyntaxNode } from '../../../packages/glovebox/src/inspect/syntax/node.ts';
import { type Edit, edited, type Program, type Rewrite } from '../program.ts';
import { afterShebang } from './words.ts';

interface Name {
  readonly node: SyntaxNode;
  readonly text: string;
}

/** Names of commands that are plain words. */
function commandNames(program: Program): Name[] {
  return program.nodes.flatMap((node) => {
    const name = node.type === 'command_name' ? node.children[0] : undefined;
    const text = name?.type === 'word' ? program.textOf(name) : '';
    return name !== undefined && /^[\w./-]+$/.test(text) ? [{ node: name, text }] : [];
  });
}

function functionsOf(program: Program): Set<string> {
  return new Set(
    program.nodes.flatMap((node) => {
      const name = node.type === 'function_definition' ? childOf(node, 'name') : undefined;
      return name === undefined ? [] : [program.textOf(name)];
    }),
  );
}

/** `rm x` becomes `$run_rm x`: the command comes from a variable, as a method does from `getattr`. */
export const throughVariable: Rewrite = (program) => {
  const names = commandNames(program);
  const variables = [...new Set(names.map(({ text }) => text))].map((text) => `${variableFor(text)}=${text}`);
  const edits = names.map(({ node, text }) => ({ start: node.start, end: node.end, text: `"$${variableFor(text)}"` }));
  return edits.length === 0 ? undefined : afterShebang(program, variables, edited(program, edits) ?? program.text);
};

/** The name of the variable that holds the command is itself in a variable, as in a look-up in `globals()`. */
export const throughIndirection: Rewrite = (program) => {
  const names = commandNames(program);
  const variables = [...new Set(names.map(({ text }) => text))].flatMap((text) => [
    `${variableFor(text)}=${text}`,
    `at_${variableFor(text)}=${variableFor(text)}`,
  ]);
  const edits = names.map(({ node, text }) => ({
    start: node.start,
    end: node.end,
    text: `"\${!at_${variableFor(text)}}"`,
  }));
  return edits.length === 0 ? undefined : afterShebang(program, variables, edited(program, edits) ?? program.text);
};

function variableFor(command: string): string {
  return `run_${command.replace(/\W/g, '_')}`;
}

/** `rm x` becomes `command rm x` and `\rm x`: the same program, called another way. */
export const callOtherwise: Rewrite = (program) => {
  const functions = functionsOf(program);
  const called = commandNames(program).filter(({ text }) => !functions.has(text) && text !== 'command');
  return edited(
    program,
    called.map(({ node }, index): Edit => {
      return { start: node.start, end: node.start, text: index % 2 === 0 ? 'command ' : '\\' };
    }),
  );
};

/** Variables that the shell or the programs it starts know by name. */
const KNOWN =
  /^(PATH|HOME|IFS|PS\d|PWD|OLDPWD|SHELL|USER|LOGNAME|TERM|LANG|LC_\w+|LD_\w+|HIST\w+|BASH\w*|REPLY|OPT\w+|EUID|UID|HOSTNAME|RANDOM|SECONDS|TMPDIR|EDITOR|DISPLAY|FUNCNAME|PIPESTATUS|COLUMNS|LINES|_|\d+)$/;

/** Gives variables and functions that the script made up other names. */
export const rename: Rewrite = (program) => {
  const words = new Set(
    program.nodes
      .filter(({ type }) => ['word', 'raw_string', 'string_content', 'heredoc_content', 'heredoc_body'].includes(type))
      .flatMap((node) => (node.parent?.type === 'command_name' ? [] : (program.textOf(node).match(/\w+/g) ?? []))),
  );
  const isShared = (name: string) => words.has(name) || KNOWN.test(name);
  const variables = new Set(
    program.nodes
      .filter((node) => node.type === 'variable_name' && isSet(node))
      .map(program.textOf)
      .filter((name) => !isShared(name)),
  );
  const fresh = new Map([...variables].map((name, index) => [name, `caption_${index}`]));
  return edited(
    program,
    program.nodes.flatMap((node): Edit[] => {
      const text = node.type === 'variable_name' ? fresh.get(program.textOf(node)) : undefined;
      return text === undefined ? [] : [{ start: node.start, end: node.end, text }];
    }),
  );
};

/** Set for the script itself, not for one command and not for the programs it starts. */
function isSet(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'for_statement') return true;
  return (
    parent?.type === 'variable_assignment' && !['command', 'declaration_command'].includes(parent.parent?.type ?? '')
  );
}
