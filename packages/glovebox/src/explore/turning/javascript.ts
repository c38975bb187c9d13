import { childOf, partsOf as partsOfNode, type SyntaxNode } from '../../inspect/syntax/node.ts';
import { asked, clock, done, file, type Make } from './make.ts';
import { looked, variable } from './places.ts';
import type { Reading } from './reading.ts';
import { asking, constant, operation, type Term, UNKNOWN } from './term.ts';

const platform = operation(
  'if',
  operation('==', asking('system'), constant('Windows')),
  constant('win32'),
  operation('lower', asking('system')),
);

const CALLS: Readonly<Record<string, Make>> = {
  'Date.now': asked(operation('ms', clock)),
  'Date.parse': ([text]) => operation('ms', operation('read-time', text ?? UNKNOWN)),
  'Date.UTC': (parts) => operation('ms', dateOf(parts)),
  'os.hostname': asked(asking('host')),
  'os.platform': asked(platform),
  'os.type': asked(asking('system')),
  'process.getuid': asked(asking('uid')),
  'process.geteuid': asked(asking('uid')),
  'fs.existsSync': file,
  'fs.statSync': file,
  'path.join': done('path'),
  'path.resolve': done('path'),
  'process.cwd': asked(constant('/work')),
  'os.homedir': asked(constant('/home/user')),
  'os.tmpdir': asked(constant('/tmp')),
  'Math.random': asked(asking('chance')),
  'crypto.randomInt': ([low, high]) =>
    operation(
      'between',
      asking('chance'),
      high === undefined ? constant(0) : (low ?? UNKNOWN),
      operation('-', high ?? low ?? UNKNOWN, constant(1)),
    ),
  'tty.isatty': asked(asking('terminal')),
  'Math.floor': done('floor'),
  'Math.trunc': done('whole'),
  'Math.round': done('round'),
  'Math.abs': done('abs'),
  'Number.parseInt': ([text]) => operation('whole', text ?? UNKNOWN),
  parseInt: ([text]) => operation('whole', text ?? UNKNOWN),
  parseFloat: ([text]) => operation('number', text ?? UNKNOWN),
  Number: done('number'),
  String: done('text'),
  Boolean: ([of]) => operation('not', operation('not', of ?? UNKNOWN)),
};

const METHODS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries({
      FullYear: 'year',
      Month: 'month0',
      Date: 'day',
      Hours: 'hour',
      Minutes: 'minute',
      Seconds: 'second',
      Day: 'weekday0',
    }).flatMap(([name, part]) => [
      [`get${name}`, `part ${part}`],
      [`getUTC${name}`, `part ${part}`],
    ]),
  ),
  getTime: 'ms',
  valueOf: 'ms',
  toISOString: 'iso',
  toJSON: 'iso',
  toLowerCase: 'lower',
  toUpperCase: 'upper',
  trim: 'trim',
  startsWith: 'starts',
  endsWith: 'ends',
  split: 'split',
  indexOf: 'find',
  slice: 'slice',
  substring: 'slice',
  at: 'item',
  charAt: 'item',
  join: 'join',
};

const PLACES: Readonly<Record<string, Term>> = {
  __dirname: constant('/work'),
  'process.argv': operation('+', operation('list', constant('node'), constant('program.js')), asking('arguments')),
  'process.platform': platform,
  'process.stdout.isTTY': asking('terminal'),
  'process.stdin.isTTY': asking('terminal'),
  'process.stderr.isTTY': asking('terminal'),
};

/** What `==` of JavaScript's makes of signs that others share. */
const SIGNS: Readonly<Record<string, string>> = {
  '===': '==',
  '!==': '!=',
  '==': '~=',
  '&&': 'and',
  '||': 'or',
  '??': 'first',
};

/** A JavaScript expression as a term. */
export function javascriptTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const { text } = reading;
  const term = (one: SyntaxNode | undefined) => (one === undefined ? UNKNOWN : reading.term(one, depth + 1));
  const parts = () => partsOfNode(node);
  switch (node.type) {
    case 'parenthesized_expression':
    case 'await_expression':
    case 'non_null_expression':
    case 'as_expression':
      return term(parts()[0]);
    case 'true':
      return constant(true);
    case 'false':
      return constant(false);
    case 'null':
    case 'undefined':
      return constant(null);
    case 'number':
      return constant(Number(text(node).replaceAll('_', '')));
    case 'string':
      return constant(
        text(node)
          .slice(1, -1)
          .replace(/\\(['"\\])/g, '$1'),
      );
    case 'template_string':
      return parts()
        .map((part) => (part.type === 'string_fragment' ? constant(text(part)) : term(partsOfNode(part)[0])))
        .reduce((a, b) => operation('+', a, b), constant(''));
    case 'object': {
      const pairs = node.children.filter(({ type }) => type === 'pair').slice(0, 60);
      const key = (one: SyntaxNode | undefined) =>
        one?.type === 'property_identifier' ? constant(text(one)) : term(one);
      return operation(
        'lookup',
        UNKNOWN,
        UNKNOWN,
        ...pairs.flatMap((pair) => [key(childOf(pair, 'key')), term(childOf(pair, 'value'))]),
      );
    }
    case 'array':
      return operation('list', ...parts().map(term));
    case 'unary_expression': {
      const sign = childOf(node, 'operator')?.type;
      const of = term(childOf(node, 'argument'));
      return sign === '!'
        ? operation('not', of)
        : sign === '-'
          ? operation('negative', of)
          : sign === '+'
            ? operation('number', of)
            : UNKNOWN;
    }
    case 'binary_expression': {
      const sign = childOf(node, 'operator')?.type ?? '';
      const [a, b] = [term(childOf(node, 'left')), term(childOf(node, 'right'))];
      return sign === '!=' ? operation('not', operation('~=', a, b)) : operation(SIGNS[sign] ?? sign, a, b);
    }
    case 'ternary_expression':
      return operation(
        'if',
        term(childOf(node, 'condition')),
        term(childOf(node, 'consequence')),
        term(childOf(node, 'alternative')),
      );
    case 'subscript_expression': {
      const object = childOf(node, 'object');
      if (object !== undefined && dotted(reading, object) === 'process.env')
        return variable(term(childOf(node, 'index')));
      const [table, index] = [term(object), term(childOf(node, 'index'))];
      return looked(table, index, constant(null)) ?? operation('item', table, index);
    }
    case 'new_expression': {
      const given = partsOfNode(childOf(node, 'arguments') ?? node.children[0] ?? node).map(term);
      if (text(childOf(node, 'constructor') ?? node) !== 'Date') return UNKNOWN;
      const [only] = given;
      if (only === undefined) return clock;
      return given.length === 1 ? operation('from-ms', only) : dateOf(given);
    }
    case 'identifier':
    case 'shorthand_property_identifier':
    case 'member_expression':
      return nameTerm(reading, node, depth);
    case 'call_expression':
      return callTerm(reading, node, depth);
    default:
      return UNKNOWN;
  }
}

/** A date from its parts, months from 0. */
function dateOf([year = UNKNOWN, month = constant(0), ...rest]: readonly Term[]): Term {
  return operation('moment', year, operation('+', month, constant(1)), ...rest);
}

function dotted(reading: Reading, node: SyntaxNode): string {
  const written = reading.text(node).replaceAll('?.', '.');
  if (written.length > 100 || !/^[\w.$]+$/.test(written)) return '';
  const [first = '', ...rest] = written.split('.');
  return [reading.names.imports.get(first) ?? first, ...rest].join('.').replace(/^fs\/promises\./, 'fs.');
}

function nameTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const name = dotted(reading, node);
  const place = PLACES[name];
  if (place !== undefined) return place;
  if (name.startsWith('process.env.')) return variable(constant(name.slice('process.env.'.length)));
  const known = reading.resolve(reading.text(node).replace(/^this\./, ''), node, depth);
  if (known !== undefined) return known;
  const object = childOf(node, 'object');
  const property = reading.text(childOf(node, 'property') ?? node);
  if (object === undefined) return UNKNOWN;
  if (property === 'username') return asking('user');
  if (property === 'uid') return asking('uid');
  if (property === 'length') return operation('length', reading.term(object, depth + 1));
  return reading.resolve(`.${property}`, node, depth) ?? reading.resolve(property, node, depth) ?? UNKNOWN;
}

function callTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const callee = childOf(node, 'function');
  if (callee === undefined) return UNKNOWN;
  const given = partsOfNode(childOf(node, 'arguments') ?? node).map((one) => reading.term(one, depth + 1));
  const make = CALLS[dotted(reading, callee)];
  if (make !== undefined) return make(given, {});
  const own = reading.call(reading.text(callee).replace(/^this\./, ''), given, depth);
  if (own !== undefined) return own;
  const object = childOf(callee, 'object');
  const method = reading.text(childOf(callee, 'property') ?? callee);
  if (object === undefined) return UNKNOWN;
  const inside = reading.call(method, given, depth);
  if (inside !== undefined) return inside;
  if (method === 'test' && object.type === 'regex') return matching(reading, object, given[0]);
  const of = reading.term(object, depth + 1);
  const [argument] = partsOfNode(childOf(node, 'arguments') ?? node);
  if (method === 'match' && argument?.type === 'regex') return matching(reading, argument, of);
  if (method === 'includes') return operation('in', given[0] ?? UNKNOWN, of);
  if (method === 'toString') return operation('text', of);
  if (method === 'join') return operation('join', of, given[0] ?? constant(','));
  const name = METHODS[method];
  return name === undefined ? UNKNOWN : operation(name, of, ...given);
}

function matching(reading: Reading, regex: SyntaxNode, text: Term = UNKNOWN): Term {
  const pattern = reading.text(childOf(regex, 'pattern') ?? regex);
  const folds =
    /i/.test(reading.text(childOf(regex, 'flags') ?? regex).slice(0, 8)) && childOf(regex, 'flags') !== undefined;
  return operation(
    'matches',
    folds ? operation('lower', text) : text,
    constant(folds ? pattern.toLowerCase() : pattern),
  );
}
