import { z } from 'zod';
import { check, type Depth } from '../examine/examine.ts';
import { DECISIONS, type Finding } from '../judge/finding.ts';
import type { Report } from '../report/report.ts';
import { actsOf, actsSchema } from './acts.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { keep } from './clients.ts';
import { findingShape, findingsOf, untrustedFindings, untrustedFindingsSchema } from './findings.ts';
import { sampleOf, sourceShape } from './source.ts';
import { reachesOut, tool } from './tool.ts';
import { named, printed, untrusted } from './untrusted.ts';

const DEPTHS = ['quick', 'standard', 'deep'] as const satisfies readonly Depth[];

const answer = z.object({
  decision: z.enum(DECISIONS),
  risk: z.number().int().min(0).max(100),
  rules: z.array(z.string()).describe('Names of the rules that decided, the weightiest first.'),
  report: z.string().describe('For get_report and explain_finding.'),
  findings: z.array(findingShape),
  findingsOmitted: z.number().int(),
  coverage: z.object({
    sitesFound: z.number().int(),
    sitesExecuted: z.number().int(),
    linesExecutable: z.number().int(),
    linesExecuted: z.number().int(),
  }),
  runs: z.array(z.object({ status: z.string(), exitCode: z.number().int().nullable(), durationMs: z.number() })),
  untrusted: untrusted({
    lower: z.array(z.string()).describe('What would have to change for a lower decision.'),
    findings: untrustedFindingsSchema,
    acts: actsSchema,
    stdout: z.string(),
    stderr: z.string(),
  }),
});
type Answer = z.input<typeof answer>;

export const checkCode = tool({
  name: 'check_code',
  title: 'Check code',
  description:
    'Examines code before it is used: reads it, runs it isolated where it can do no harm, watches what it really does, and answers allow, review or block with evidence. Nothing of it reaches this machine.',
  input: z.strictObject({
    ...sourceShape,
    depth: z
      .enum(DEPTHS)
      .optional()
      .describe(
        'quick only reads, standard runs as well, deep also under other conditions. Never less than the server says.',
      ),
    intent: z.string().max(10_000).optional().describe('What the code was written for.'),
    args: z.array(z.string().max(10_000)).max(100).optional().describe('Arguments of the program.'),
    stdin: z.string().max(1_000_000).optional().describe('What it reads from standard input.'),
  }),
  answer,
  annotations: (settings) => ({
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: reachesOut(settings),
  }),
  async use(input, { settings, turns }, { client, signal, progress }) {
    const sample = {
      ...sampleOf(input),
      args: input.args ?? [],
      ...(input.intent !== undefined && { intent: input.intent }),
    };
    progress('waiting for its turn');
    const report = await turns.take(signal, () => {
      progress('examining');
      return check(sample, {
        policy: settings.policy,
        depth: deeper(settings.depth, input.depth),
        signal,
        ...(settings.backend !== undefined && { backend: settings.backend }),
        ...(input.stdin !== undefined && { stdin: Buffer.from(input.stdin) }),
      });
    });
    const id = keep(client, { report, sample });
    return { text: textOf(report, id), answer: answerOf(report, id) };
  },
});

/** What was asked for where it is more than what is demanded. */
function deeper(least: Depth, asked: Depth | undefined): Depth {
  return asked !== undefined && DEPTHS.indexOf(asked) > DEPTHS.indexOf(least) ? asked : least;
}

function answerOf(report: Report, id: string): Answer {
  const { verdict, coverage, runs } = report;
  const [first] = runs;
  return {
    decision: verdict.decision,
    risk: verdict.risk,
    rules: verdict.reasons,
    report: id,
    ...findingsOf(report),
    coverage: {
      sitesFound: coverage.sites.found,
      sitesExecuted: coverage.sites.executed,
      linesExecutable: coverage.lines.executable,
      linesExecuted: coverage.lines.executed,
    },
    runs: runs.slice(0, MCP_BOUNDS.items).map(({ status, exitCode, durationMs }) => ({ status, exitCode, durationMs })),
    untrusted: {
      lower: (verdict.lower ?? []).map(named),
      findings: untrustedFindings(report),
      acts: actsOf(runs.flatMap(({ events }) => events)),
      stdout: printed(first?.stdout ?? ''),
      stderr: printed(first?.stderr ?? ''),
    },
  };
}

const NAMED = 5;

/** In our own words, which rule names and lines are. */
function textOf({ verdict, findings }: Report, id: string): string {
  const open = findings.filter(({ status }) => status === 'open');
  const worst = open.slice(0, NAMED).map(({ rule, severity, locations: [place] }: Finding) => {
    return `${severity} ${rule}${place === undefined ? '' : ` at line ${place.line}`}`;
  });
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : '';
  const found = open.length === 0 ? 'No findings.' : `Findings: ${worst.join(', ')}${more}.`;
  return `${verdict.decision.toUpperCase()}, risk ${verdict.risk} of 100. ${found} The whole report is ${id}.`;
}
