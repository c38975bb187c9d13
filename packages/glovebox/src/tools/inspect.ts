import { z } from 'zod';
import { CAPABILITIES, type Capability } from '../capability.ts';
import { inspect } from '../examine/examine.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { sampleOf, sourceShape } from './source.ts';
import { tool } from './tool.ts';
import { named, untrusted } from './untrusted.ts';

export const inspectCode = tool({
  name: 'inspect_code',
  title: 'Inspect code',
  description:
    'Lists what code could do, by reading it: files, network, processes, secrets, evaluated code. Nothing runs; it takes milliseconds.',
  input: z.strictObject(sourceShape),
  answer: z.object({
    language: z.string(),
    capabilities: z.array(z.object({ capability: z.enum(CAPABILITIES), places: z.number().int() })),
    sites: z.array(z.object({ id: z.string(), capability: z.enum(CAPABILITIES), line: z.number().int() })),
    sitesOmitted: z.number().int(),
    problems: z.number().int().describe('Places the grammar does not accept.'),
    untrusted: untrusted({
      sites: z.array(z.object({ id: z.string(), file: z.string(), callee: z.string(), target: z.string().optional() })),
    }),
  }),
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }),
  async use(input, { turns }, { signal }) {
    const sample = sampleOf(input);
    const { sites, problems } = await turns.take(signal, () => inspect(sample));
    const counts = new Map<Capability, number>();
    for (const { capability } of sites) counts.set(capability, (counts.get(capability) ?? 0) + 1);
    const told = sites.slice(0, MCP_BOUNDS.items);
    const listed = [...counts].map(([capability, places]) => `${capability} (${places})`).join(', ');
    return {
      text: sites.length === 0 ? 'It uses no capability that can be read in it.' : `It could: ${listed}.`,
      answer: {
        language: sample.language,
        capabilities: [...counts].map(([capability, places]) => ({ capability, places })),
        sites: told.map(({ id, capability, line }) => ({ id, capability, line })),
        sitesOmitted: sites.length - told.length,
        problems: problems.length,
        untrusted: {
          sites: told.map(({ id, file, callee, target }) => ({
            id,
            file: named(file),
            callee: named(callee),
            ...(target !== undefined && { target: named(target) }),
          })),
        },
      },
    };
  },
});
