import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { type Finding, SEVERITIES } from '../judge/finding.ts';
import { RULES, type RuleId } from '../judge/rules/table.ts';
import { renderFlow, renderSteps } from '../report/flow.ts';
import type { Report } from '../report/report.ts';
import { actsOf, actsSchema } from './acts.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { findingBy } from './findings.ts';
import { keptBy } from './report.ts';
import { tool } from './tool.ts';
import { named, untrusted } from './untrusted.ts';

const answer = z.object({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  why: z.string(),
  remedy: z.string(),
  cwe: z.array(z.string()),
  attack: z.array(z.string()),
  untrusted: untrusted({
    message: z.string().optional(),
    places: z.array(z.object({ file: z.string(), line: z.number().int() })).optional(),
    ways: z.array(z.string()).optional().describe('How data got there.'),
    acts: actsSchema.optional(),
  }),
});
type Answer = z.input<typeof answer>;

export const explainFinding = tool({
  name: 'explain_finding',
  title: 'Explain a finding',
  description:
    'What a rule finds, why it matters and what to do; with a report and a finding of it, the evidence as well.',
  input: z.strictObject({
    rule: z.string().max(100).optional().describe('A rule by name.'),
    report: z.string().max(100).optional().describe('A report, together with finding.'),
    finding: z.string().max(100).optional().describe('A finding of that report: finding-1.'),
  }),
  answer,
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }),
  async use({ rule, report, finding }, _service, { client }) {
    if (rule !== undefined && report === undefined) return saidOf(ruleOf(rule), {});
    if (report === undefined || finding === undefined)
      throw new GloveboxError('usage', 'give a rule, or a report and a finding', 'check_code names both.');
    const kept = keptBy(client, report);
    const found = findingBy(kept.report, finding);
    if (found === undefined)
      throw new GloveboxError(
        'usage',
        `the report has no ${JSON.stringify(finding)}`,
        'Its findings are finding-1 and so on.',
      );
    return saidOf(found.rule as RuleId, evidenceOf(found, kept.report));
  },
});

function ruleOf(name: string): RuleId {
  if (Object.hasOwn(RULES, name)) return name as RuleId;
  throw new GloveboxError(
    'usage',
    `there is no rule ${JSON.stringify(name)}`,
    'check_code names the rules that decided.',
  );
}

type Evidence = Answer['untrusted'];

function evidenceOf(finding: Finding, { flows, runs }: Report): Evidence {
  const ids = new Set(finding.evidence);
  const ways = flows.filter(({ id }) => ids.has(id)).map(renderFlow);
  const events = runs.flatMap((run) => run.events).filter(({ id }) => ids.has(id));
  return {
    message: named(finding.message),
    places: finding.locations.slice(0, MCP_BOUNDS.items).map(({ file, line }) => ({ file: named(file), line })),
    ways: [...ways, ...(finding.steps === undefined ? [] : [renderSteps(finding.steps)])].map(named),
    acts: actsOf(events),
  };
}

function saidOf(id: RuleId, evidence: Evidence) {
  const { severity, title, why, remedy, cwe = [], attack = [] } = RULES[id];
  return {
    text: `${id} (${severity}): ${title}. ${why} ${remedy}`,
    answer: { rule: id, severity, title, why, remedy, cwe: [...cwe], attack: [...attack], untrusted: evidence },
  };
}
