import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import { type Finding, SEVERITIES } from '../judge/finding.ts';
import { RULES, type RuleId } from '../judge/rules/table.ts';
import type { Report } from '../report/report.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { named } from './untrusted.ts';

/** A finding without a word of the sample's. */
export const findingShape = z.object({
  id: z.string().describe('For explain_finding, together with the report.'),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  remedy: z.string(),
  capability: z.enum(CAPABILITIES).optional(),
  line: z.number().int().optional(),
  seen: z.boolean().describe('Whether it was seen happening, or only read in the source.'),
  status: z.enum(['open', 'overridden']),
});

/** What of the findings the sample had a hand in. */
export const untrustedFindingsSchema = z.array(
  z.object({ id: z.string(), file: z.string().optional(), message: z.string() }),
);

export function idOf(at: number): string {
  return `finding-${at + 1}`;
}

/** The finding of that id, or undefined. */
export function findingBy({ findings }: Report, id: string): Finding | undefined {
  return findings.find((_, at) => idOf(at) === id);
}

export function findingsOf({ findings }: Report): {
  findings: z.infer<typeof findingShape>[];
  findingsOmitted: number;
} {
  const told = findings
    .slice(0, MCP_BOUNDS.items)
    .map(({ rule, severity, capability, locations, evidence, status }, at) => {
      const { title, remedy } = RULES[rule as RuleId];
      const [place] = locations;
      return {
        id: idOf(at),
        rule,
        severity,
        title,
        remedy,
        ...(capability !== undefined && { capability }),
        ...(place !== undefined && { line: place.line }),
        seen: evidence.some((one) => /^(event|run):/.test(one)),
        status,
      };
    });
  return { findings: told, findingsOmitted: findings.length - told.length };
}

export function untrustedFindings({ findings }: Report): z.infer<typeof untrustedFindingsSchema> {
  return findings.slice(0, MCP_BOUNDS.items).map(({ message, locations: [place] }, at) => ({
    id: idOf(at),
    ...(place !== undefined && { file: named(place.file) }),
    message: named(message),
  }));
}
