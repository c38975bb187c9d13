import type { Depth } from '../examine/examine.ts';
import { applyOverrides } from '../override/apply.ts';
import { type Overrides, overridesFrom } from '../override/overrides.ts';
import { type Policy, policyDigest } from '../policy/policy.ts';
import type { BackendName } from '../sandbox/run.ts';
import type { TrustedKeys } from '../signing/trusted.ts';
import { VERSION } from '../version.ts';
import { basePolicies, readerOf } from './base-policy.ts';
import { concernsOf } from './concerns.ts';
import { joinDifferences } from './difference.ts';
import type { UnitAnswer, UnitQuestion } from './examine-unit.ts';
import { guardedBy } from './guarded.ts';
import { declaredBy } from './manifests.ts';
import { isBroughtIn, pathOf, renamesOf } from './places.ts';
import type { GateFinding, GateResult, Provenance, UnitResult } from './result.ts';
import { examineUnits, type UnitOutcome } from './schedule.ts';
import type { OpenChange, Skipped, Told, Unit } from './unit.ts';
import { gateVerdict, inOrderOfWeight, type UnitVerdict, unitVerdict, withoutCopies } from './verdict.ts';

export interface GateSettings {
  readonly change: OpenChange;
  readonly provenance: Provenance;
  /** The policy for each path, instead of what the base has. */
  readonly policyAt?: ((path: string) => Promise<Policy>) | undefined;
  /** Instead of what the policy says; `standard` where nothing does. */
  readonly depth?: Depth;
  readonly backend?: BackendName;
  /** Units examined at a time; as many as there are processors without it. */
  readonly jobs?: number;
  /** Milliseconds for all of it: what is not examined then is told, and keeps the verdict at `review` or above. */
  readonly budgetMs?: number;
  /** Whether what was examined before is answered from the cache; it is, without it. */
  readonly cached?: boolean;
  /** Whose overrides count, instead of those that the base's list trusts. */
  readonly keys?: TrustedKeys;
  /** The time by which overrides end; now without it. */
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GateProgress) => void;
}

/** How far a gate is: what the change consists of is read first, `total` is known from then on. */
export interface GateProgress {
  readonly read: number;
  readonly total?: number;
  readonly done: number;
}

/** The bounds of a result: whoever reads it has one page. */
const MOST_ENTRIES = 2_000;
const MOST_INHERITED = 200;
const MOST_NOTES = 200;

/**
 * Decides about a change by what it does that its base does not. Policy, overrides and keys are the base's. Throws as `check` does
 * where isolation cannot be had: never a lesser examination in silence.
 */
export async function gate(settings: GateSettings): Promise<GateResult> {
  const started = performance.now();
  const { change } = settings;
  const policyAt = settings.policyAt ?? basePolicies(change.baseTree);
  const [guarded, declared, overrides, root] = [
    await guardedBy(change),
    await declaredBy(change),
    await overridesFrom({
      reader: readerOf(change.baseTree),
      ...(settings.now && { now: settings.now }),
      ...(settings.keys && { keys: settings.keys }),
    }),
    await policyAt(''),
  ];
  const { units, skipped, told } = await piecesOf(settings);
  const examined = await examineAll(units, policyAt, settings);
  const results = examined.map((one) => judged(one, overrides));
  const findings = withoutCopies(results.flatMap((result) => result.findings));
  const concerns = [...guarded.concerns, ...concernsOf(examined, skipped)];
  const difference = joinDifferences([guarded, declared, ...results.map((result) => result.difference)], MOST_ENTRIES);
  const brought = inOrderOfWeight(findings.filter(({ introduced }) => introduced));
  const before = inOrderOfWeight(findings.filter(({ introduced }) => !introduced));
  return {
    schema: 'glovebox.gate/1',
    base: { ref: change.base.ref, commit: change.base.commit },
    head: { ref: change.head.ref, commit: change.head.commit },
    verdict: gateVerdict(
      results.map(({ verdict }) => verdict),
      concerns,
      root.thresholds.review,
    ),
    provenance: settings.provenance,
    changes: {
      files: change.changes.length,
      examined: new Set(results.flatMap(({ unit }) => (unit === undefined ? [] : unit.files))).size,
      skipped: skipped.map(({ file, reason }) => ({ file, reason })),
    },
    difference: { ...difference, added: [...difference.added], removed: [...difference.removed] },
    concerns,
    notes: notesOf(told, overrides, examined).slice(0, MOST_NOTES),
    findings: [...brought, ...before.slice(0, MOST_INHERITED)],
    inherited: before.length,
    units: results.flatMap(({ unit }) => unit ?? []),
    engine: { version: VERSION, policy: policyDigest(root) },
    timings: { totalMs: Math.round(performance.now() - started) },
  };
}

interface Pieces {
  readonly units: readonly Unit[];
  readonly skipped: readonly Skipped[];
  readonly told: readonly Told[];
}

/** What the change consists of; the units' content is read when each is examined. */
async function piecesOf({ change, signal, onProgress }: GateSettings): Promise<Pieces> {
  const [units, skipped, told]: [Unit[], Skipped[], Told[]] = [[], [], []];
  for await (const piece of change.pieces()) {
    signal?.throwIfAborted();
    if (piece.unit) units.push(piece.unit);
    else if (piece.skipped) skipped.push(piece.skipped);
    else told.push(piece.told);
    onProgress?.({ read: units.length + skipped.length, done: 0 });
  }
  return { units, skipped, told };
}

/** A unit with what became of it, under the policy of its place. */
export interface ExaminedUnit {
  readonly unit: Unit;
  readonly policy: Policy;
  readonly outcome: UnitOutcome;
}

async function examineAll(
  units: readonly Unit[],
  policyAt: (path: string) => Promise<Policy>,
  { change, depth, backend, jobs, budgetMs, cached = true, signal, onProgress }: GateSettings,
): Promise<ExaminedUnit[]> {
  const policies = new Map<Unit, Policy>();
  for (const unit of units) policies.set(unit, await policyAt(pathOf(unit)));
  const renamed = renamesOf(change.changes);
  const outcomes: UnitOutcome[] = [];
  let done = 0;
  const tell = () => onProgress?.({ read: units.length, total: units.length, done });
  tell();
  await examineUnits(
    units,
    async (unit): Promise<UnitQuestion> => {
      const { head, base } = await unit.load();
      const policy = policies.get(unit) as Policy;
      const chosen = backend ?? policy.backend;
      return {
        name: unit.name,
        ...(head && { head }),
        ...(base && { base }),
        renamed,
        isBroughtIn: isBroughtIn(pathOf(unit), change.changes),
        how: { policy, depth: depth ?? policy.depth ?? 'standard', ...(chosen && { backend: chosen }) },
      };
    },
    {
      ...(jobs !== undefined && { jobs }),
      ...(budgetMs !== undefined && { budgetMs }),
      ...(signal && { signal }),
      cached,
      onOutcome(index, outcome) {
        outcomes[index] = outcome;
        done++;
        tell();
      },
    },
  );
  return units.map((unit, index) => ({
    unit,
    policy: policies.get(unit) as Policy,
    outcome: outcomes[index] ?? { late: true },
  }));
}

/** What a unit brings to the result. */
interface Judged {
  readonly unit?: UnitResult;
  readonly findings: readonly GateFinding[];
  readonly difference: UnitAnswer['difference'];
  readonly verdict: UnitVerdict;
}

function judged({ unit, policy, outcome }: ExaminedUnit, overrides: Overrides): Judged {
  const { thresholds } = policy;
  if (!('answer' in outcome))
    return { findings: [], difference: { added: [], removed: [] }, verdict: unitVerdict([], thresholds, 0) };
  const { answer, ms } = outcome;
  const findings = withOverrides(unit, answer, overrides);
  const whole = unitVerdict(
    findings.map((finding) => ({ ...finding, introduced: true })),
    thresholds,
    answer.runs,
  );
  return {
    unit: {
      name: unit.name,
      kind: unit.kind,
      language: unit.language,
      files: [...unit.files],
      decision: whole.verdict.decision,
      ...(answer.baseDecision !== undefined && { baseDecision: answer.baseDecision }),
      risk: whole.verdict.risk,
      depth: answer.depth,
      ms: Math.round(ms),
      cached: answer.cached,
    },
    findings,
    difference: answer.difference,
    verdict: unitVerdict(findings, thresholds, answer.runs),
  };
}

/** What somebody accepted, in the base's list: overrides that the change itself adds count for the next one. */
function withOverrides(unit: Unit, { findings }: UnitAnswer, overrides: Overrides): GateFinding[] {
  if (overrides.valid.length === 0) return [...findings];
  const files = [
    ...new Set([...unit.files, ...findings.flatMap(({ locations }) => locations.map(({ file }) => file))]),
  ];
  const told = applyOverrides(findings, overrides, { below: '', entry: pathOf(unit), files });
  return findings.map((finding, index) => {
    const { status, override } = told.findings[index] ?? finding;
    return { ...finding, status, ...(override && { override }) };
  });
}

function notesOf(
  told: readonly Told[],
  { ignored }: Overrides,
  examined: readonly ExaminedUnit[],
): GateResult['notes'] {
  return [
    ...told.map(({ message, file }) => ({ message, ...(file !== undefined && { file }) })),
    ...ignored.map(({ message, override }) => ({ message, ...(override && { file: override.file }) })),
    ...examined.flatMap(({ unit, outcome }) =>
      'answer' in outcome
        ? outcome.answer.notes.map((note) => ({ message: `${unit.name}: ${note}`, file: pathOf(unit) }))
        : [],
    ),
  ];
}
