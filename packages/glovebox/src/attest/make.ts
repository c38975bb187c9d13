import type { Finding } from '../judge/finding.ts';
import { SEVERITIES } from '../judge/finding.ts';
import type { Report } from '../report/report.ts';
import type { Run } from '../sandbox/run.ts';
import { engineDigest } from '../store/engine.ts';
import type { FileDigest } from './content.ts';
import { PREDICATE_TYPE, type Predicate, STATEMENT_TYPE, type Statement } from './statement.ts';
import { type Image, subjectsOf } from './subjects.ts';
import type { Unexamined } from './unexamined.ts';

export interface StatementParts {
  readonly report: Report;
  readonly files: readonly FileDigest[];
  readonly unexamined: readonly Unexamined[];
  /** Images that were built of these files, by the word of who signs. */
  readonly images: readonly Image[];
  readonly depth: Predicate['depth'];
  /** The policy file's name, or `default`. */
  readonly policyName: string;
  readonly now: Date;
  /** Of a report that was stored: when. What examined it is then known by its version alone. */
  readonly storedAt?: Date;
}

/** What is to be signed about an examination. */
export function makeStatement(parts: StatementParts): Statement {
  const { report, files, images, now } = parts;
  const { coverage, engine, sample, verdict } = report;
  return {
    _type: STATEMENT_TYPE,
    subject: subjectsOf(files, images),
    predicateType: PREDICATE_TYPE,
    predicate: {
      sample: { id: sample.id, language: sample.language, entry: sample.entry },
      decision: verdict.decision,
      risk: verdict.risk,
      reasons: verdict.reasons,
      findings: counted(report.findings),
      overrides: overridesIn(report.findings),
      depth: parts.depth,
      policy: { name: parts.policyName, digest: { sha256: hexOf(engine.policy) } },
      engine: {
        version: engine.version,
        ...(parts.storedAt === undefined && { digest: { sha256: hexOf(engineDigest()) } }),
      },
      isolation: isolationIn(report.runs),
      coverage: {
        sites: { found: coverage.sites.found, executed: coverage.sites.executed },
        lines: { executable: coverage.lines.executable, executed: coverage.lines.executed },
      },
      unexamined: [...parts.unexamined],
      examinedAt: engine.cached?.examined ?? (parts.storedAt ?? now).toISOString(),
      attestedAt: now.toISOString(),
    },
  };
}

/** How far a report went, at least: what it cannot show is not claimed. */
export function depthOf({ runs }: Report): Predicate['depth'] {
  if (runs.length === 0) return 'quick';
  return runs.length === 1 ? 'standard' : 'deep';
}

function counted(findings: readonly Finding[]): Predicate['findings'] {
  const open = findings.filter(({ status }) => status === 'open');
  const bySeverity = SEVERITIES.map((severity) => [severity, open.filter((one) => one.severity === severity).length]);
  return {
    ...(Object.fromEntries(bySeverity) as Omit<Predicate['findings'], 'overridden'>),
    overridden: findings.length - open.length,
  };
}

function overridesIn(findings: readonly Finding[]): Predicate['overrides'] {
  return findings.flatMap(({ rule, override }) =>
    override === undefined
      ? []
      : [
          {
            id: override.id,
            rule,
            by: override.by,
            reason: override.reason,
            expires: new Date(override.expires).toISOString(),
          },
        ],
  );
}

/** One entry for each backend: its runs are alike, and the first tells what held. */
function isolationIn(runs: readonly Run[]): Predicate['isolation'] {
  return [...Map.groupBy(runs, ({ backend }) => backend)].map(([backend, group]) => {
    const probed = group.find(({ isolation }) => isolation !== undefined)?.isolation;
    return { backend, runs: group.length, ...(probed !== undefined && { probed }) };
  });
}

/** 64 hex digits of `sha256:…`, with or without words before it. */
function hexOf(digest: string): string {
  return /sha256:([0-9a-f]{64})/.exec(digest)?.[1] ?? '';
}
