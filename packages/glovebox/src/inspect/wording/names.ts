import type { Capability } from '../../capability.ts';
import type { Found } from '../collect.ts';
import type { Wording } from '../site.ts';

/** Names that promise a computation or a look and nothing else, and what nobody expects behind them. */
interface Expectation {
  readonly named: RegExp;
  readonly breaks: readonly Capability[];
}

/** Computations: whole names, as `add_user` is no addition. */
const COMPUTATION =
  /^(((bubble|quick|merge|heap|insertion|selection|binary|linear)_?(sort|search))(_\w+)?|sort(ed)?(_?(list|array|numbers|items|words|values|data))?|(add|sum|subtract|multiply|divide|average|mean|median|minimum|maximum|min|max|square|cube|double)(_?(two|of|all|the))?(_?(numbers?|list|array|values|digits|integers|elements|items))?|factorial|fibonacci|fib|gcd|lcm|is_?(prime|even|odd|palindrome|sorted|anagram|leap_?year|vowel|digit|empty)|reverse(_?(string|list|array|words|number))?|(count|find)_?(vowels|words|digits|duplicates|characters|primes)|capitalize|to_?(upper|lower)(_?case)?|upper_?case|lower_?case|flatten(_?list)?|chunk|clamp|round_?number|greet(ing)?|say_?hello|hello(_?world)?|print_?hello|format_?(date|time|name|number|currency|price|string|text|output|title|phone)|pad_?(left|right|string)|(celsius|fahrenheit)_?to_?\w+)$/i;

/** Looks: by the first word. */
const LOOK = /^(read|show|display|format|print|sort|count)([_A-Z]|$)/;
/** Words after which it is no mere look. */
const AND_MORE =
  /and_|_?(delete|remove|clean|clear|temp|tmp|replace|rotate|install|write|save|move|update|disk|drive|partition|queue|inbox)/i;

const EXPECTATIONS: readonly Expectation[] = [
  {
    named: COMPUTATION,
    breaks: [
      'network.connect',
      'network.send',
      'network.listen',
      'process.spawn',
      'process.inject',
      'file.delete',
      'file.permission',
      'secret.read',
      'system.persist',
      'system.privilege',
      'code.native',
    ],
  },
  { named: LOOK, breaks: ['file.delete', 'process.inject', 'system.persist', 'system.privilege'] },
];

const MOST = 20;

/** Functions whose name promises less than they do, each once. */
export function misleadingNames(sites: readonly Found[]): Wording[] {
  const found = new Map<string, Wording>();
  for (const { file, line, capability, callee, target, within } of sites) {
    // An empty screen is no harm.
    if (/^(clear|cls)$/.test(target ?? callee)) continue;
    const name = within?.split('.').at(-1);
    if (name === undefined || found.size >= MOST || found.has(`${file} ${name}`)) continue;
    const isBroken = EXPECTATIONS.some(({ named, breaks }) => breaks.includes(capability) && named.test(name));
    if (!isBroken || AND_MORE.test(name)) continue;
    found.set(`${file} ${name}`, { kind: 'misleading-name', file, line, text: `${name} uses ${callee}` });
  }
  return [...found.values()];
}
