import { childOf } from '../syntax/node.ts';
import { textOf } from '../syntax/parse.ts';
import { visitShellLoop } from './endless.ts';
import { isHardCoded, isPreload, takesOverPath } from './texts.ts';
import type { Visit } from './visit.ts';

/** What is looked at in a shell's script, by the kind of node. */
export const SHELL: Readonly<Record<string, (visit: Visit) => void>> = {
  while_statement: ({ node, source, marks }) => visitShellLoop(node, source, marks),
  variable_assignment: ({ node, source, marks }) => {
    const [name, value] = [childOf(node, 'name'), childOf(node, 'value')];
    if (name === undefined || value === undefined) return;
    const [written, given] = [textOf(source, name), textOf(source, value).slice(0, 500)];
    if (isPreload(written)) marks.add(node, 'library-preload', textOf(source, node));
    if (written === 'PATH' && takesOverPath(given)) marks.add(node, 'path-hijack', textOf(source, node));
    if (isHardCoded(written, given.replace(/^['"]|['"]$/g, ''))) marks.add(node, 'hard-coded-secret', written);
  },
};
