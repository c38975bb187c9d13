import { childOf, childrenOf, partsOf as partsOfNode, type SyntaxNode } from '../../inspect/syntax/node.ts';
import { asked, clock, done, file, type Make } from './make.ts';
import { fileTerm, looked, variable } from './places.ts';
import type { Reading } from './reading.ts';
import { asking, constant, operation, type Term, UNKNOWN } from './term.ts';

const DAY = 86_400_000;
const SPANS: Readonly<Record<string, number>> = {
  weeks: 7 * DAY,
  days: DAY,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};

const CALLS: Readonly<Record<string, Make>> = {
  'datetime.datetime.now': asked(clock),
  'datetime.datetime.utcnow': asked(clock),
  'datetime.datetime.today': asked(clock),
  'datetime.date.today': asked(operation('start-of-day', clock)),
  'datetime.datetime': done('moment'),
  'datetime.date': done('moment'),
  'datetime.datetime.strptime': done('read-time'),
  'datetime.datetime.fromisoformat': done('read-time'),
  'datetime.date.fromisoformat': done('read-time'),
  'datetime.datetime.fromtimestamp': done('from-seconds'),
  'datetime.datetime.utcfromtimestamp': done('from-seconds'),
  'datetime.timedelta': ([days], named) =>
    Object.entries(days === undefined ? named : { days, ...named }).reduce<Term>(
      (sum, [unit, count]) => operation('+', sum, operation('span', operation('*', count, constant(SPANS[unit])))),
      operation('span', constant(0)),
    ),
  'time.time': asked(operation('seconds', clock)),
  'time.time_ns': asked(operation('*', operation('ms', clock), constant(1_000_000))),
  'time.localtime': ([seconds]) => (seconds === undefined ? clock : operation('from-seconds', seconds)),
  'time.gmtime': ([seconds]) => (seconds === undefined ? clock : operation('from-seconds', seconds)),
  'time.mktime': done('seconds'),
  'time.strptime': done('read-time'),
  'time.strftime': ([format = UNKNOWN, of = clock]) => operation('format', format, of),
  'getpass.getuser': asked(asking('user')),
  'os.getlogin': asked(asking('user')),
  'socket.gethostname': asked(asking('host')),
  'socket.getfqdn': asked(asking('host')),
  'platform.node': asked(asking('host')),
  'platform.system': asked(asking('system')),
  'os.getuid': asked(asking('uid')),
  'os.geteuid': asked(asking('uid')),
  'os.getenv': ([name, otherwise]) => variable(name, otherwise),
  'os.environ.get': ([name, otherwise]) => variable(name, otherwise),
  input: asked(asking('input')),
  'sys.stdin.read': asked(asking('input')),
  'sys.stdin.readline': asked(asking('input')),
  'sys.stdin.isatty': asked(asking('terminal')),
  'sys.stdout.isatty': asked(asking('terminal')),
  'os.isatty': asked(asking('terminal')),
  'random.random': asked(asking('chance')),
  'random.randint': (of) => operation('between', asking('chance'), ...of),
  'random.randrange': ([low, high]) =>
    high === undefined
      ? operation('between', asking('chance'), constant(0), operation('-', low ?? UNKNOWN, constant(1)))
      : operation('between', asking('chance'), low ?? UNKNOWN, operation('-', high, constant(1))),
  'os.path.exists': file,
  'os.path.isfile': file,
  'os.path.lexists': file,
  'os.access': file,
  'os.path.join': done('path'),
  'os.getcwd': asked(constant('/work')),
  'pathlib.Path.cwd': asked(constant('/work')),
  'os.path.abspath': ([path]) => path ?? UNKNOWN,
  'os.path.expanduser': ([path]) => operation('home', path ?? UNKNOWN),
  'pathlib.Path': done('path'),
  'pathlib.Path.home': asked(constant('/home/user')),
  're.match': ([pattern, text]) => operation('matches-start', text ?? UNKNOWN, pattern ?? UNKNOWN),
  're.search': ([pattern, text]) => operation('matches', text ?? UNKNOWN, pattern ?? UNKNOWN),
  're.fullmatch': ([pattern, text]) => operation('matches-whole', text ?? UNKNOWN, pattern ?? UNKNOWN),
  int: done('whole'),
  float: done('number'),
  str: done('text'),
  bool: ([of]) => operation('not', operation('not', of ?? UNKNOWN)),
  len: done('length'),
  abs: done('abs'),
  round: done('round'),
  'math.floor': done('floor'),
  list: ([of]) => of ?? UNKNOWN,
  tuple: ([of]) => of ?? UNKNOWN,
  set: ([of]) => of ?? UNKNOWN,
};

const METHODS: Readonly<Record<string, string>> = {
  lower: 'lower',
  casefold: 'lower',
  upper: 'upper',
  strip: 'trim',
  rstrip: 'trim',
  lstrip: 'trim',
  startswith: 'starts',
  endswith: 'ends',
  split: 'split',
  find: 'find',
  isdigit: 'isdigit',
  isnumeric: 'isdigit',
  weekday: 'part weekday',
  isoweekday: 'part isoweekday',
  toordinal: 'part ordinal',
  timestamp: 'seconds',
  total_seconds: 'seconds',
  date: 'start-of-day',
  isoformat: 'iso',
};
const SAME: ReadonlySet<string> = new Set([
  'timetuple',
  'utctimetuple',
  'astimezone',
  'replace',
  'resolve',
  'read',
  'decode',
  'encode',
  'copy',
]);
const ATTRIBUTES: Readonly<Record<string, string>> = {
  year: 'part year',
  tm_year: 'part year',
  month: 'part month',
  tm_mon: 'part month',
  day: 'part day',
  tm_mday: 'part day',
  hour: 'part hour',
  tm_hour: 'part hour',
  minute: 'part minute',
  tm_min: 'part minute',
  second: 'part second',
  tm_sec: 'part second',
  tm_wday: 'part weekday',
  tm_yday: 'part yearday',
  week: 'part week',
  days: 'days',
};
const PLACES: Readonly<Record<string, Term>> = {
  'sys.argv': operation('+', operation('list', constant('program.py')), asking('arguments')),
  'sys.platform': operation(
    'if',
    operation('==', asking('system'), constant('Windows')),
    constant('win32'),
    operation('lower', asking('system')),
  ),
  'os.name': operation('if', operation('==', asking('system'), constant('Windows')), constant('nt'), constant('posix')),
};

/** A Python expression as a term. */
export function pythonTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const { text } = reading;
  const term = (one: SyntaxNode | undefined) => (one === undefined ? UNKNOWN : reading.term(one, depth + 1));
  const parts = () => partsOfNode(node);
  switch (node.type) {
    case 'parenthesized_expression':
    case 'expression_list':
      return parts().length === 1 ? term(parts()[0]) : operation('list', ...parts().map(term));
    case 'named_expression':
      return term(childOf(node, 'value'));
    case 'true':
      return constant(true);
    case 'false':
      return constant(false);
    case 'none':
      return constant(null);
    case 'integer':
    case 'float':
      return constant(Number(text(node).replaceAll('_', '')));
    case 'string':
      return stringTerm(reading, node, depth);
    case 'concatenated_string':
      return parts()
        .map(term)
        .reduce((a, b) => operation('+', a, b));
    case 'list':
    case 'tuple':
    case 'set':
      return operation('list', ...parts().map(term));
    case 'dictionary':
      return operation('lookup', UNKNOWN, UNKNOWN, ...pairsOf(reading, node, depth));
    case 'not_operator':
      return operation('not', term(childOf(node, 'argument')));
    case 'boolean_operator':
      return operation(
        childOf(node, 'operator')?.type ?? '',
        term(childOf(node, 'left')),
        term(childOf(node, 'right')),
      );
    case 'unary_operator':
      return operation('negative', term(childOf(node, 'argument')));
    case 'binary_operator': {
      const sign = childOf(node, 'operator')?.type ?? '';
      return operation(sign === '%' ? 'floor%' : sign, term(childOf(node, 'left')), term(childOf(node, 'right')));
    }
    case 'comparison_operator':
      return comparison(node, term);
    case 'conditional_expression': {
      const [yes, condition, no] = parts();
      return operation('if', term(condition), term(yes), term(no));
    }
    case 'subscript':
      return subscript(reading, node, term);
    case 'identifier':
    case 'attribute':
      return nameTerm(reading, node, depth);
    case 'call':
      return callTerm(reading, node, depth);
    default:
      return UNKNOWN;
  }
}

function pairsOf(reading: Reading, node: SyntaxNode, depth: number): Term[] {
  const pairs = node.children.filter(({ type }) => type === 'pair').slice(0, 60);
  return pairs.flatMap((pair) =>
    [childOf(pair, 'key'), childOf(pair, 'value')].map((one) =>
      one === undefined ? UNKNOWN : reading.term(one, depth + 1),
    ),
  );
}

function stringTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const pieces = node.children.filter(({ type }) => type === 'string_content' || type === 'interpolation');
  const start = reading.text(node.children[0] ?? node);
  const isPlain = /r/i.test(start);
  const made = pieces.map((piece) => {
    if (piece.type === 'interpolation') {
      const format = childOf(piece, 'format_specifier');
      const value = reading.term(childOf(piece, 'expression') ?? piece, depth + 1);
      return format === undefined
        ? operation('text', value)
        : operation('format', constant(reading.text(format).slice(1)), value);
    }
    const written = reading.text(piece);
    return constant(isPlain ? written : written.replace(/\\(['"\\])/g, '$1').replaceAll('\\n', '\n'));
  });
  return made.length === 0 ? constant('') : made.reduce((a, b) => operation('+', a, b));
}

function comparison(node: SyntaxNode, term: (node: SyntaxNode) => Term): Term {
  const operands = node.children.filter(({ isNamed, field }) => isNamed && field !== 'operators');
  const signs = node.children.filter(({ field }) => field === 'operators').map(({ type }) => type);
  const pairs = operands.slice(1).map((right, index) => {
    const [a, b] = [term(operands[index] as SyntaxNode), term(right)];
    const sign = signs[index] ?? '';
    if (sign === 'not in') return operation('not', operation('in', a, b));
    if (sign === 'is' || sign === 'is not') return operation(sign === 'is' ? '==' : '!=', a, b);
    return operation(sign, a, b);
  });
  return pairs.length === 1 ? (pairs[0] as Term) : operation('and', ...pairs);
}

function subscript(reading: Reading, node: SyntaxNode, term: (node: SyntaxNode | undefined) => Term): Term {
  const value = childOf(node, 'value');
  const index = childOf(node, 'subscript');
  if (value === undefined || index === undefined) return UNKNOWN;
  if (dotted(reading, value) === 'os.environ') return variable(term(index));
  if (index.type !== 'slice')
    return looked(term(value), term(index), constant(null)) ?? operation('item', term(value), term(index));
  const colon = index.children.find(({ type }) => type === ':');
  const from = index.children.find(({ isNamed, start }) => isNamed && start < (colon?.start ?? 0));
  const to = index.children.find(({ isNamed, start }) => isNamed && start > (colon?.start ?? 0));
  return operation(
    'slice',
    term(value),
    from === undefined ? constant(0) : term(from),
    to === undefined ? constant(null) : term(to),
  );
}

/** A name with what its first part was imported as: `dt.now` is `datetime.datetime.now`. */
function dotted(reading: Reading, node: SyntaxNode): string {
  const written = reading.text(node);
  if (written.length > 100 || !/^[\w.]+$/.test(written)) return '';
  const [first = '', ...rest] = written.split('.');
  return [reading.names.imports.get(first) ?? first, ...rest].join('.');
}

function nameTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const place = PLACES[dotted(reading, node)];
  if (place !== undefined) return place;
  const known = reading.resolve(reading.text(node).replace(/^(?:self|cls)\./, ''), node, depth);
  if (known !== undefined) return known;
  const object = childOf(node, 'object');
  const name = childOf(node, 'attribute');
  if (object === undefined || name === undefined) return UNKNOWN;
  const attribute = reading.text(name);
  if (/^os\.uname\(\)$|^platform\.uname\(\)$/.test(reading.text(object)))
    return attribute === 'nodename' || attribute === 'node' ? asking('host') : asking('system');
  if (attribute === 'pw_name') return asking('user');
  const part = ATTRIBUTES[attribute];
  return part === undefined
    ? (reading.resolve(attribute, node, depth) ?? UNKNOWN)
    : operation(part, reading.term(object, depth + 1));
}

function callTerm(reading: Reading, node: SyntaxNode, depth: number): Term {
  const callee = childOf(node, 'function');
  const given = partsOfNode(childOf(node, 'arguments') ?? node);
  if (callee === undefined) return UNKNOWN;
  const plain = given.filter(({ type }) => type !== 'keyword_argument').map((one) => reading.term(one, depth + 1));
  const named = Object.fromEntries(
    given
      .filter(({ type }) => type === 'keyword_argument')
      .map((one) => [
        reading.text(childOf(one, 'name') ?? one),
        reading.term(childrenOf(one, 'value')[0] ?? one, depth + 1),
      ]),
  );
  const make = CALLS[dotted(reading, callee)];
  if (make !== undefined) return make(plain, named);
  const own = reading.call(reading.text(callee).replace(/^(?:self|cls)\./, ''), plain, depth);
  if (own !== undefined) return own;
  const object = childOf(callee, 'object');
  const method = reading.text(childOf(callee, 'attribute') ?? callee);
  if (object === undefined) return UNKNOWN;
  const inside = reading.call(method, plain, depth);
  if (inside !== undefined) return inside;
  const of = reading.term(object, depth + 1);
  if (method === 'strftime') return operation('format', plain[0] ?? UNKNOWN, of);
  if (method === 'join') return operation('join', plain[0] ?? UNKNOWN, of);
  if (method === 'exists' || method === 'is_file') return fileTerm(of);
  if (method === 'isocalendar')
    return operation('list', operation('part year', of), operation('part week', of), operation('part isoweekday', of));
  if (SAME.has(method)) return of;
  if (method === 'get') return looked(of, plain[0] ?? UNKNOWN, plain[1] ?? constant(null)) ?? UNKNOWN;
  const name = METHODS[method];
  return name === undefined ? UNKNOWN : operation(name, of, ...plain);
}
