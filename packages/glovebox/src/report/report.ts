import { z } from 'zod';
import { flowSchema, siteSchema } from '../inspect/site.ts';
import { findingSchema, verdictSchema } from '../judge/finding.ts';
import { overridesOutcomeSchema } from '../override/override.ts';
import { sampleSummarySchema } from '../sample/sample.ts';
import { runSchema } from '../sandbox/run.ts';
import { unreachedSchema } from './unreached.ts';

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
    /** `forced` of the executed ones were reached only where conditions were rewritten; absent where there are none. */
    sites: z.object({ found: z.number().int(), executed: z.number().int(), forced: z.number().int().optional() }),
    lines: z.object({ executable: z.number().int(), executed: z.number().int(), complete: z.boolean() }),
    /** Lines that could have run and did not, by file; absent where there are none, or nothing counted them. */
    unexecuted: z.array(z.object({ file: z.string(), lines: z.array(z.number().int().positive()) })).optional(),
  }),
  /** What came of the overrides that concern the sample; absent where none does. */
  overrides: overridesOutcomeSchema.optional(),
  /** What no run of an exploration reached, and why not; absent where nothing is left over, or nothing was explored. */
  unreached: z.array(unreachedSchema).optional(),
  engine: z.object({
    version: z.string(),
    policy: z.string(),
    /** The file that says the policy, or `preset` and its name; absent where the default held, or nobody asked which. */
    policyFile: z.string().optional(),
    /** The globs of its sections that held for the sample, the later over the earlier. */
    policySections: z.array(z.string()).optional(),
    /** Policies that lie with the sample and were not obeyed. */
    policyIgnored: z.array(z.string()).optional(),
    /** Where nothing was examined now, because the same had been before: when (ISO date). All times are of that examination. */
    cached: z.object({ examined: z.string() }).optional(),
  }),
  timings: z.object({ inspectMs: z.number(), totalMs: z.number() }),
});
/** `glovebox.report/1`: what was examined, what it could do, what it did, and the verdict. Published as `docs/report.schema.json`. */
export type Report = z.infer<typeof reportSchema>;
