import { z } from 'zod';
import { CAPABILITIES } from '../capability.ts';
import { GloveboxError } from '../error.ts';
import { inspect } from '../examine/examine.ts';
import { importsBeyond } from '../judge/imports.ts';
import type { Event } from '../observe/event.ts';
import { sampleOfSource } from '../sample/load.ts';
import type { Box } from '../sandbox/box/box.ts';
import { openBox } from '../sandbox/box/box.ts';
import type { CellResult } from '../sandbox/box/cell.ts';
import { MANAGERS } from '../sandbox/box/install.ts';
import { actsOf, actsSchema } from './acts.ts';
import { MCP_BOUNDS } from './bounds.ts';
import { takeOut } from './outgoing.ts';
import { outputSchema, outputsOf, picturesOf } from './outputs.ts';
import { closeSession, openSession, type Session, sessionOf } from './sessions.ts';
import { contentOf, fileSchema, filesSchema, languageSchema, sourceShape } from './source.ts';
import { type Call, reachesOut, type Service, tool } from './tool.ts';
import { named, printed, untrusted } from './untrusted.ts';

const input = z.strictObject({
  code: sourceShape.code.unwrap(),
  language: languageSchema,
  files: filesSchema.optional().describe('Files that are there before it runs.'),
  take: z
    .array(z.string().min(1).max(1_000))
    .max(MCP_BOUNDS.files)
    .optional()
    .describe('Paths of files to hand back; one that ends with / is a folder with everything below it.'),
  install: z
    .array(z.string().min(1).max(500))
    .max(MCP_BOUNDS.packages)
    .optional()
    .describe(
      'Packages to install first, as pip or npm names them; only from an index that the policy’s network leads to.',
    ),
  stdin: z.string().max(1_000_000).optional(),
  timeoutMs: z.number().int().min(1).max(3_600_000).optional().describe('Never more than the policy’s own limit.'),
  session: z
    .string()
    .max(100)
    .optional()
    .describe(
      '"new" opens a session that keeps variables, imports and files; its name goes on in it. Without it all is gone at the end.',
    ),
});

export const runCode = tool({
  name: 'run_code',
  title: 'Run code',
  description:
    'Runs code isolated: no network unless the policy gives one, no file of this machine, finite memory, time and processes. Returns what it printed, the value of its last expression, what it displayed (tables, plots as PNG) and what it was seen doing.',
  input,
  answer: z.object({
    status: z.enum(['exited', 'interrupted', 'timed-out', 'out-of-memory', 'killed']),
    exitCode: z.number().int().nullable(),
    durationMs: z.number(),
    truncated: z.boolean(),
    limit: z.string().optional().describe('The limit that ended it.'),
    session: z.string().optional(),
    sessionOpen: z.boolean(),
    installed: z
      .boolean()
      .optional()
      .describe('Whether the packages that were asked for are there; nothing ran otherwise.'),
    outputsDropped: z.number().int().optional().describe('Outputs that were too many or too large.'),
    capabilities: z.array(z.object({ capability: z.enum(CAPABILITIES), events: z.number().int() })),
    untrusted: untrusted({
      stdout: z.string(),
      stderr: z.string(),
      value: z.string().optional(),
      outputs: z.array(outputSchema),
      error: z.object({ name: z.string(), message: z.string(), traceback: z.string() }).optional(),
      files: z.array(fileSchema.extend({ problem: z.string().optional() })),
      acts: actsSchema,
    }),
  }),
  annotations: (settings) => ({
    readOnlyHint: false, // a session keeps what a run leaves
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: reachesOut(settings),
  }),
  async use(given, service, call) {
    call.progress('waiting for its turn');
    return service.turns.take(call.signal, async () => {
      await demandImports(given, service);
      call.progress('running');
      const place = await placeFor(given, service, call);
      let isTold = false;
      try {
        const said = await runIn(place, given, call);
        isTold = !call.signal.aborted;
        return said;
      } finally {
        await place.leave();
        // Whoever opened it never learns its name.
        if (!isTold && given.session === 'new' && place.session) await closeSession(call.client, place.session.id);
      }
    });
  },
});

type Given = z.output<typeof input>;

/** Where it runs: a session, or a box of its own that ends with the call. */
interface Place {
  readonly box: Box;
  readonly session?: Session;
  leave(): Promise<void>;
}

async function placeFor({ session, language }: Given, { settings, clients }: Service, call: Call): Promise<Place> {
  const index = settings.indexes?.[MANAGERS[language]];
  const options = {
    language,
    limits: settings.policy.limits,
    ...(settings.policy.network !== undefined && { network: settings.policy.network }),
    ...(index !== undefined && { packages: { index } }),
    ...(settings.backend !== undefined && { backend: settings.backend }),
  };
  if (session === undefined) {
    const box = await openBox({ ...options, signal: call.signal });
    return { box, leave: box.close };
  }
  const kept =
    session === 'new' ? await openSession(call.client, clients.all(), options) : sessionOf(call.client, session);
  const box = await kept.box;
  if (box.language !== language)
    throw new GloveboxError('usage', `the session runs ${box.language}`, `Open another one for ${language}.`);
  const release = kept.hold();
  return {
    box,
    session: kept,
    async leave() {
      release();
      if (!box.isOpen) await closeSession(call.client, kept.id);
    },
  };
}

async function runIn({ box, session }: Place, given: Given, { signal }: Call) {
  for (const file of given.files ?? []) {
    const { path, content } = contentOf(file);
    await box.files.write(path, content);
  }
  const installed = given.install?.length ? await box.install(given.install, { signal }) : undefined;
  const done =
    installed?.ok === false
      ? installed.cell
      : await box.run(given.code, {
          signal,
          ...(given.stdin !== undefined && { stdin: given.stdin }),
          ...(given.timeoutMs !== undefined && { timeoutMs: given.timeoutMs }),
        });
  const files = done.boxEnded ? [] : await takeOut(box.files, given.take ?? []);
  const { status, exitCode, durationMs, truncated, limit, events } = done;
  return {
    text: `${installed?.ok === false ? 'The packages could not be installed, and nothing ran. ' : ''}${textOf(done, session?.id)}`,
    pictures: picturesOf(done),
    answer: {
      status,
      exitCode,
      durationMs: Math.round(durationMs),
      truncated,
      ...(limit !== undefined && { limit }),
      ...(session !== undefined && { session: session.id }),
      sessionOpen: session !== undefined && box.isOpen,
      ...(installed !== undefined && { installed: installed.ok }),
      ...(done.outputsDropped !== undefined && { outputsDropped: done.outputsDropped }),
      capabilities: countsOf(events),
      untrusted: {
        stdout: printed(done.between.stdout + done.stdout),
        stderr: printed(done.between.stderr + done.stderr),
        ...(done.value !== undefined && { value: printed(done.value) }),
        outputs: outputsOf(done),
        ...(done.error !== undefined && {
          error: {
            name: named(done.error.name),
            message: named(done.error.message),
            traceback: printed(done.error.traceback),
          },
        }),
        files,
        acts: actsOf(events),
      },
    },
  };
}

/** What the policy lets no sample import is not run either. */
async function demandImports({ code, language }: Given, { settings: { policy } }: Service): Promise<void> {
  if (policy.imports === undefined) return;
  const sample = sampleOfSource(code, language);
  const [beyond] = importsBeyond(policy, sample, await inspect(sample));
  if (beyond === undefined) return;
  throw new GloveboxError(
    'usage',
    `line ${beyond.line} imports what the policy does not allow`,
    `Allowed are: ${policy.imports.allow.join(', ') || 'none'}.`,
  );
}

function countsOf(events: readonly Event[]) {
  const counts = new Map<Event['capability'], number>();
  for (const { capability, count = 1 } of events) counts.set(capability, (counts.get(capability) ?? 0) + count);
  return [...counts].map(([capability, total]) => ({ capability, events: total }));
}

function textOf(
  { status, exitCode, durationMs, limit, value, outputs, stdout, error }: CellResult,
  session?: string,
): string {
  const end = status === 'exited' ? `Ended with ${exitCode ?? 'no code'}` : `It was ${status}`;
  const why = limit === undefined ? '' : ` at the limit on ${limit}`;
  const left = [
    ...(stdout === '' ? [] : [`${stdout.length} characters printed`]),
    ...(value === undefined ? [] : ['a value']),
    ...(outputs.length === 0 ? [] : [`${outputs.length} outputs`]),
    ...(error === undefined ? [] : ['an uncaught error']),
  ];
  const told = left.length === 0 ? 'It printed nothing.' : `In untrusted: ${left.join(', ')}.`;
  return `${end}${why} after ${Math.round(durationMs)} ms. ${told}${session === undefined ? '' : ` The session is ${session}.`}`;
}
