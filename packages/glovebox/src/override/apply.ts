import { posix } from 'node:path';
import type { Finding } from '../judge/finding.ts';
import type { Ignored, Override, OverridesOutcome } from './override.ts';
import type { Overrides } from './overrides.ts';
import { isInScope } from './scope.ts';

/** Where a sample lies in the repository whose overrides are applied. */
export interface Place {
  /** Path of the sample's root from the folder that holds `.glovebox`; '' where they are one. */
  readonly below: string;
  /** The sample's entry, where a finding stands that names no line. */
  readonly entry: string;
  /** Paths of the sample's files: overrides of other files are none of its concern. */
  readonly files: readonly string[];
}

/**
 * The findings with those marked that somebody accepted, and what came of every override that concerns the sample. A finding is
 * accepted where what is written is the same and nothing was seen of it that had not been seen.
 */
export function applyOverrides(
  findings: readonly Finding[],
  { valid, ignored }: Overrides,
  place: Place,
): { readonly findings: Finding[]; readonly outcome: OverridesOutcome } {
  const at = (file: string) => posix.join(place.below, file);
  const pathOf = ({ locations: [first] }: Finding) => at(first?.file ?? place.entry);
  const files = new Set(place.files.map(at));
  const applied: OverridesOutcome['applied'] = [];
  const told = findings.map((finding) => {
    if (finding.status !== 'open') return finding;
    const override = valid.find((one) => isInScope(one, pathOf(finding)) && accepts(one, finding));
    if (override === undefined) return finding;
    const { id, by, reason, expires } = override;
    applied.push({ id, fingerprint: finding.fingerprint ?? '' });
    return { ...finding, status: 'overridden' as const, override: { id, by, reason, expires } };
  });
  const used = new Set(applied.map(({ id }) => id));
  const idle = valid
    .filter(({ id, file }) => !used.has(id) && files.has(file))
    .map((override) => whyIdle(override, findings, pathOf));
  const refused = ignored
    .filter(({ override }) => override === undefined || files.has(override.file) || isOfAny(override, findings))
    .map(({ id, reason, message }) => ({ id, reason, message }));
  return { findings: told, outcome: { applied, ignored: [...refused, ...idle] } };
}

/** Rule and severity are part of what is written; they are compared so that nobody need know. */
function accepts(override: Override, finding: Finding): boolean {
  return isSameWritten(override, finding) && newlySeen(override, finding).length === 0;
}

function isSameWritten({ rule, severity, written }: Override, finding: Finding): boolean {
  return finding.written === written && finding.rule === rule && finding.severity === severity;
}

/** Its own words where it stood may be forged. */
function isOfAny({ written, fingerprint }: Override, findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.written === written || finding.fingerprint === fingerprint);
}

function newlySeen({ seen }: Override, finding: Finding): string[] {
  return (finding.seen ?? []).filter((act) => !seen.includes(act));
}

function whyIdle(override: Override, findings: readonly Finding[], pathOf: (finding: Finding) => string): Ignored {
  const { id, file, scope } = override;
  const alike = findings.find((finding) => finding.status === 'open' && isSameWritten(override, finding));
  if (alike === undefined)
    return {
      id,
      reason: 'no-match',
      message: `${id} does nothing: ${file} has no such finding, or other code makes it`,
    };
  if (!isInScope(override, pathOf(alike)))
    return {
      id,
      reason: 'out-of-scope',
      message: `${id} does nothing: ${pathOf(alike)} is not in its scope, ${scope}`,
    };
  const [first = '', ...more] = newlySeen(override, alike);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return { id, reason: 'more-seen', message: `${id} does nothing: it was not accepted with ${first}${others}` };
}
