import { z } from 'zod';
import { type Diagnosis, diagnose } from '../sandbox/diagnose.ts';
import { BACKEND_NAMES, DEFAULT_BACKEND } from '../sandbox/registry.ts';
import { tool } from './tool.ts';
import { named, untrusted } from './untrusted.ts';

/** A machine does not change from one question to the next, and trying a virtual machine takes seconds. */
const KEPT_MS = 10 * 60_000;
let known: { readonly at: number; readonly diagnoses: Promise<readonly Diagnosis[]> } | undefined;

export const listBackends = tool({
  name: 'list_backends',
  title: 'List backends',
  description: 'Which kinds of isolation work on this machine, proved from inside, and what each cannot do.',
  input: z.strictObject({}),
  answer: z.object({
    used: z.string().describe('The one that runs are made in here.'),
    backends: z.array(
      z.object({
        name: z.string(),
        works: z.boolean(),
        cannot: z.array(z.object({ what: z.string(), why: z.string() })),
      }),
    ),
    untrusted: untrusted({
      missing: z.array(z.object({ name: z.string(), message: z.string(), remedy: z.string() })),
    }),
  }),
  annotations: () => ({ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }),
  async use(_input, { settings, turns }, { signal, progress }) {
    progress('trying each backend');
    const diagnoses = await turns.take(signal, diagnoseAll);
    const working = diagnoses.filter(({ works }) => works).map(({ backend }) => backend);
    const used = settings.backend ?? DEFAULT_BACKEND;
    return {
      text: `Runs are made in ${used}. Working here: ${working.join(', ') || 'none'}.`,
      answer: {
        used,
        backends: diagnoses.map(({ backend, works, shortfalls }) => ({
          name: backend,
          works,
          cannot: [...shortfalls],
        })),
        untrusted: {
          missing: diagnoses.flatMap(({ backend, missing }) =>
            missing === undefined
              ? []
              : [{ name: backend, message: named(missing.message), remedy: named(missing.remedy) }],
          ),
        },
      },
    };
  },
});

function diagnoseAll(): Promise<readonly Diagnosis[]> {
  if (known !== undefined && Date.now() - known.at <= KEPT_MS) return known.diagnoses;
  const diagnoses = tryAll();
  known = { at: Date.now(), diagnoses };
  diagnoses.catch(() => {
    known = undefined; // an answer is kept, a failure to give one is not
  });
  return diagnoses;
}

/** One at a time: a loaded machine looks like a broken one. */
async function tryAll(): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const name of BACKEND_NAMES) diagnoses.push(await diagnose(name));
  return diagnoses;
}
