import { z } from 'zod';
import { flowSchema, siteSchema } from '../inspect/site.ts';
import { findingSchema, verdictSchema } from '../judge/finding.ts';
import { sampleSummarySchema } from '../sample/sample.ts';
import { runSchema } from '../sandbox/run.ts';

/** The whole answer. Fields may be added; a meaning never changes within `glovebox.report/1`. */
export const reportSchema = z.object({
  schema: z.literal('glovebox.report/1'),
  sample: sampleSummarySchema,
  verdict: verdictSchema,
  findings: z.array(findingSchema),
  sites: z.array(siteSchema),
  flows: z.array(flowSchema),
  runs: z.array(runSchema),
  coverage: z.object({
    sites: z.object({ found: z.number().int(), executed: z.number().int() }),
    lines: z.object({ executable: z.number().int(), executed: z.number().int(), complete: z.boolean() }),
  }),
  engine: z.object({ version: z.string(), policy: z.string() }),
  timings: z.object({ inspectMs: z.number(), totalMs: z.number() }),
});
export type Report = z.infer<typeof reportSchema>;
