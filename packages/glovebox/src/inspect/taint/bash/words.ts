import type { SourceKind } from '../../site.ts';
import { partsOf, type SyntaxNode } from '../../syntax/node.ts';
import { environmentOrigin } from '../sites.ts';
import { type Here, originAt, text } from './here.ts';

/** What data a word holds after its expansions. */
export function held(word: SyntaxNode, here: Here): number {
  if (word.children.length === 0) return 0;
  return here.scripts.work.deeper(() => {
    if (word.type === 'command_substitution' || word.type === 'process_substitution') return printed(word, here);
    if (word.type === 'simple_expansion' || word.type === 'expansion') return expanded(word, here);
    return here.scripts.graph.union(partsOf(word).map((part) => held(part, here)));
  }, 0);
}

/** What the commands inside print. */
function printed(node: SyntaxNode, here: Here): number {
  return here.scripts.graph.union(partsOf(node).map((part) => here.scripts.run(part, undefined, here)));
}

function expanded(node: SyntaxNode, here: Here): number {
  const parts = partsOf(node);
  const [name] = parts;
  // `${#x}` is a length.
  if (text(node, here).startsWith('${#')) return 0;
  const others = parts.slice(1).map((part) => held(part, here));
  const own = name === undefined ? 0 : variable(name.type === 'subscript' ? (partsOf(name)[0] ?? name) : name, here);
  return here.scripts.graph.union([own, ...others]);
}

function variable(node: SyntaxNode, here: Here): number {
  const name = text(node, here);
  if (node.type === 'special_variable_name') return /^[@*]$/.test(name) ? parameter(node, name, here) : 0;
  if (/^\d$/.test(name)) return name === '0' ? 0 : parameter(node, name, here);
  if (node.type !== 'variable_name') return held(node, here);
  const known = here.frame.read(name);
  return known === undefined ? ofEnvironment(node, name, here) : known.id;
}

/** A word of the command line, or of the call of the function it stands in. */
function parameter(node: SyntaxNode, name: string, here: Here): number {
  const { routine } = here;
  if (routine === undefined) return originAt(node, { kind: 'user-input', source: `$${name}` }, `$${name}`, here);
  if (name === '@' || name === '*')
    return here.scripts.graph.union(routine.parameters.slice(0, 10).map((one) => one.node));
  return routine.parameters[Number(name) - 1]?.node ?? 0;
}

const KNOWN: Readonly<Record<string, SourceKind>> = {
  USER: 'user-name',
  LOGNAME: 'user-name',
  HOSTNAME: 'host-name',
  RANDOM: 'randomness',
  SRANDOM: 'randomness',
  EPOCHSECONDS: 'clock',
  SECONDS: 'clock',
  REPLY: 'user-input',
  OPTARG: 'user-input',
  QUERY_STRING: 'user-input',
};
/** Where things are, and what the shell itself keeps. */
const TELLS_NOTHING =
  /^(HOME|PATH|PWD|OLDPWD|SHELL|TMPDIR|LANG|LC_\w+|TERM|UID|EUID|PPID|IFS|LINENO|BASH\w*|OPTIND|COLUMNS|LINES|XDG_\w+|EDITOR|PS\d)$/;

function ofEnvironment(node: SyntaxNode, name: string, here: Here): number {
  const kind = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (kind !== undefined) {
    // A web server hands a script what was asked in the environment.
    const source = name === 'QUERY_STRING' ? `request ${name}` : `$${name}`;
    return originAt(node, { kind, source }, `$${name}`, here);
  }
  // Lower-case names are the script's own, set where it is not seen.
  if (TELLS_NOTHING.test(name) || !/^[A-Z][A-Z0-9_]*$/.test(name)) return 0;
  return originAt(node, environmentOrigin(name), `$${name}`, here);
}
