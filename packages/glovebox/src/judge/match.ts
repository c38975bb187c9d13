import type { Fact } from './fact.ts';
import type { Pattern } from './rule.ts';

/** Whether one of the patterns describes the fact. */
export function matchesAny(fact: Fact, patterns: readonly Pattern[]): boolean {
  return patterns.some((pattern) => matches(fact, pattern));
}

function matches(fact: Fact, pattern: Pattern): boolean {
  return (
    (pattern.capability?.includes(fact.capability) ?? true) &&
    (pattern.seenBy?.includes(fact.witness) ?? true) &&
    (pattern.unexplained === undefined || fact.unexplained) &&
    (pattern.concealed === undefined || fact.concealed) &&
    (pattern.constant === undefined || isConstant(fact) === pattern.constant) &&
    (pattern.callee?.test(fact.callee) ?? true) &&
    (pattern.place?.some((place) => fact.places.has(place)) ?? true) &&
    (pattern.at?.some((place) => fact.at.has(place)) ?? true) &&
    (pattern.climbs === undefined || fact.climbs) &&
    (pattern.text === undefined || (fact.target !== undefined && pattern.text.test(fact.target))) &&
    (pattern.argument === undefined || fact.arguments.some((argument) => pattern.argument?.test(argument))) &&
    (pattern.alone === undefined || fact.alone) &&
    (pattern.language === undefined || (fact.language !== undefined && pattern.language.includes(fact.language))) &&
    (pattern.inside === undefined || fact.inside.some((by) => pattern.inside?.test(by))) &&
    (pattern.written?.test(fact.written) ?? true) &&
    (pattern.nearby === undefined || pattern.nearby.test(fact.nearby())) &&
    !matchesAny(fact, pattern.except ?? [])
  );
}

/** Undefined, and so neither, for what was seen happening. Parts that inspection could not work out are written `{…}`. */
function isConstant(fact: Fact): boolean | undefined {
  if (fact.witness !== 'source') return undefined;
  return fact.target !== undefined && !fact.target.includes('{…}');
}
