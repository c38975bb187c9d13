import { type Edit, edited, type Program, type Rewrite, rowsWithin } from '../program.ts';
import { afterShebang } from './words.ts';

/** Where a line is part of a text, and where it goes on. */
const TEXTS = ['string', 'raw_string', 'ansi_c_string', 'heredoc_body', 'heredoc_redirect', 'command_substitution'];
const MARKS = ['# nosec', '# shellcheck disable=SC2086', '# nosemgrep', '# gitleaks:allow'];

export const suppress: Rewrite = (program) => {
  const fixed = rowsWithin(program.nodes.filter(({ type }) => TEXTS.includes(type)));
  const marked = program.text
    .split('\n')
    .map((line, row) => {
      const isOpen = fixed.has(row) || fixed.has(row + 1) || line.trimEnd().endsWith('\\') || line.startsWith('#!');
      return isOpen || line.trim() === '' ? line : `${line} ${MARKS[row % MARKS.length]}`;
    })
    .join('\n');
  return afterShebang(program, ['# shellcheck disable=all'], marked);
};

export const encodeAndExecute: Rewrite = ({ text }) =>
  `eval "$(echo '${Buffer.from(text).toString('base64')}' | base64 -d)"\n`;

const DEAD = [
  'if [ 1 -gt 2 ]; then echo never; fi\n',
  'unused_total() { local sum=0; for step in 1 2 3; do sum=$((sum + step)); done; echo "$sum"; }\n',
  'while false; do :; done\n',
  'unused_title="Summary of $((2 + 3)) parts"\n',
];

export const addDeadCode: Rewrite = (program) => {
  const edits = program.root.children
    .filter((node) => node.isNamed && node.type !== 'comment' && beginsLine(program, node.start))
    .map((node, index): Edit => ({ start: node.start, end: node.start, text: DEAD[index % DEAD.length] ?? '' }));
  return edited(program, edits);
};

function beginsLine({ text }: Program, start: number): boolean {
  return start === 0 || text[start - 1] === '\n';
}

/** Puts the script into a function in a function, and calls it with the script's own arguments. */
export const nest: Rewrite = (program) => {
  const { text } = program;
  return `start_job() {\nrun_job() {\n${text}\n}\nrun_job "$@"\n}\nstart_job "$@"\n`;
};
