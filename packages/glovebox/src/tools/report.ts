import { z } from 'zod';
import { GloveboxError } from '../error.ts';
import { DECISIONS } from '../judge/finding.ts';
import { renderJson } from '../report/json.ts';
import { renderText } from '../report/text.ts';
import { MCP_BOUNDS } from './bounds.ts';
import type { Client, Kept } from './clients.ts';
import { tool } from './tool.ts';
import { untrusted, withoutMiddle } from './untrusted.ts';

export const getReport = tool({
  name: 'get_report',
  title: 'Get a report',
  description: 'The whole report of an earlier check_code: as text to read, or as glovebox.report/1 JSON.',
  input: z.strictObject({
    report: z.string().max(100).describe('What check_code called it.'),
    format: z.enum(['text', 'json']).optional().describe('text without it'),
  }),
  answer: z.object({
    report: z.string(),
    decision: z.enum(DECISIONS),
    risk: z.number().int(),
    whole: z.boolean().describe('Whether nothing of it was left out for its length.'),
    untrusted: untrusted({ content: z.string() }),
  }),
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }),
  async use({ report: id, format = 'text' }, _service, { client }) {
    const { report, sample } = keptBy(client, id);
    const content =
      format === 'json' ? renderJson(report) : renderText(report, sample, { colour: false, quiet: false });
    const { decision, risk } = report.verdict;
    const whole = content.length <= MCP_BOUNDS.reportCharacters;
    return {
      text: `${decision.toUpperCase()}, risk ${risk} of 100. The report is in untrusted.content.`,
      answer: {
        report: id,
        decision,
        risk,
        whole,
        untrusted: { content: withoutMiddle(content, MCP_BOUNDS.reportCharacters) },
      },
    };
  },
});

/** The client's own report of that name. Throws `usage`. */
export function keptBy(client: Client, id: string): Kept {
  const kept = client.reports.get(id);
  if (kept !== undefined) return kept;
  throw new GloveboxError(
    'usage',
    `there is no report ${JSON.stringify(id)}`,
    'Check the code again: only the last reports are kept.',
  );
}
