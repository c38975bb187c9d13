import type { RuleId } from './rules/table.ts';

/**
 * Rules for what is bad whatever led there. A run that was forced past a check of its arguments, or into the handling of an
 * error, may delete or connect where the program never would: of such a run, these alone speak.
 */
const WHATEVER_LED_THERE: ReadonlySet<string> = new Set<RuleId>([
  'canary-leaked',
  'secret-taken-away',
  'shell-on-a-connection',
  'fetched-and-run',
  'decoded-and-run',
  'evaluated-reach',
  'decoded-code-execution',
  'shellcode',
  'fileless-program',
]);

/** Whether a rule looks at runs that were forced past ordinary conditions. */
export function countsWhereForced(rule: string): boolean {
  return WHATEVER_LED_THERE.has(rule);
}
