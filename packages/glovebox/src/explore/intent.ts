import type { Inspection, Site } from '../inspect/site.ts';
import type { Sample } from '../sample/sample.ts';

/** Words that say what code is for, and what code that is for this and nothing else has no use for. */
interface Purpose {
  readonly words: RegExp;
  readonly noUseFor: RegExp;
}

/** A program of the system's may well sort, count or convert: only what leaves, or stays behind, serves no such purpose. */
const OUTSIDE = /^(network\.|secret\.|system\.(persist|privilege)|process\.inject|code\.native)/;
const NETWORK = /^(network\.|secret\.|system\.(persist|privilege)|process\.inject)/;
const LOCAL = /^(secret\.|system\.(persist|privilege)|process\.inject|file\.delete)/;

/** The first that fits counts. */
const PURPOSES: readonly Purpose[] = [
  // What computes a value from values.
  {
    words:
      /^(sort|order|rank|reverse|shuffle|filter|group|merge|flatten|dedup\w*|unique|partition|chunk|zip|search|bisect|find_(max|min|index))$/,
    noUseFor: OUTSIDE,
  },
  {
    words:
      /^(add|sum|subtract|multiply|divide|calc\w*|compute|average|mean|median|factorial|fib\w*|prime|gcd|lcm|power|sqrt|round|interest|tax|total|area|distance)$/,
    noUseFor: OUTSIDE,
  },
  {
    words:
      /^(format|parse|convert|capitalize|slugify|camel\w*|snake\w*|truncate|pad|trim|strip|tokenize|stringify|humanize|palindrome|anagram|vowels?|words?|celsius|fahrenheit|roman)$/,
    noUseFor: OUTSIDE,
  },
  {
    words:
      /^(validate|is_valid|check_(format|type)|compare|equals?|contains|count|length|hash|checksum|encode|decode|escape|unescape)$/,
    noUseFor: OUTSIDE,
  },
  // What works on files or settings here.
  {
    words: /^(read|load|save|write|open|csv|json|yaml|config|settings|log|logger|backup|copy|rename|resize|thumbnail)$/,
    noUseFor: NETWORK,
  },
  // What talks to others, and needs nothing else.
  { words: /^(fetch|get|download|request|weather|scrape|crawl|ping)$/, noUseFor: LOCAL },
];

/** A name that says more than one thing may do more than one. */
const REACHES_OUT =
  /^(remote|fetch\w*|download\w*|upload\w*|url|uri|http\w*|api|web\w*|request\w*|server|client|socket|send\w*|post|sync|deploy|install|run|exec\w*|shell|command|cmd|process|system|clean\w*|delete|remove|purge|kill|token|secret|credential\w*|auth\w*|ssh|email|mail|notify|report|host|port|dns|network|backup|subprocess|eval\w*|expression|query|db|database|sql|page|site|pickle|model|archive|temp\w*|lines?_of_code)$/;

export interface Misfit {
  readonly site: Site;
  /** What said what the code is for: the function's name, the file's, or the request. */
  readonly purpose: string;
}

/** Sites that do what the name of their function, or of the file, or the intent the sample came with has no use for. */
export function misfits(sample: Sample, inspection: Inspection): Misfit[] {
  const stem = sample.entry.replace(/^.*\//, '').replace(/\.\w+$/, '');
  const wide = sample.intent ?? stem;
  const whole = purposeOf(wide);
  return inspection.sites.flatMap((site) => {
    const name = site.within === undefined ? undefined : (site.within.split('.').at(-1) ?? site.within);
    const own = name === undefined ? undefined : purposeOf(name);
    if (own !== undefined) return own.noUseFor.test(site.capability) ? [{ site, purpose: name ?? '' }] : [];
    return whole?.noUseFor.test(site.capability) === true && !isReach(name)
      ? [{ site, purpose: wide.slice(0, 80) }]
      : [];
  });
}

function isReach(name: string | undefined): boolean {
  return name !== undefined && wordsOf(name).some((word) => REACHES_OUT.test(word));
}

function purposeOf(name: string): Purpose | undefined {
  const words = wordsOf(name);
  if (words.some((word) => REACHES_OUT.test(word))) return undefined;
  return PURPOSES.find(({ words: wanted }) => words.some((word) => wanted.test(word)));
}

/** `sortList2`, `sort_list`, `sort a list` are the words sort and list. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 300)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
