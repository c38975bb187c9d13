import { isIP } from 'node:net';
import { z } from 'zod';
import { TARGET_CLASSES, type TargetClass } from '../inspect/targets.ts';
import { LANGUAGES } from '../sample/sample.ts';
import type { Limits } from '../sandbox/limits.ts';
import { BACKEND_NAMES } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';
import { networkPartSchema } from './network-schema.ts';
import { whyNever, whyNoGlob, whyNoModule } from './never.ts';
import { PERMITTABLE, type Permittable } from './permits.ts';
import { DEPTHS } from './policy.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Bounds of each limit a policy may set: all are finite, none can be switched off. Units are those of {@link Limits}. */
const limitSchemas = {
  memoryBytes: whole(16 * MIB, 64 * GIB, 'Bytes of memory of the whole process tree; there is no swap.'),
  cpus: z.number().min(0.05).max(64).describe('Processor time per wall time: 0.5 is half a core.'),
  processes: whole(1, 10_000, 'Processes and threads at one time.'),
  wallMs: whole(1, 3_600_000, 'Milliseconds until everything is killed.'),
  outputBytes: whole(0, GIB, 'Bytes of what it prints that are kept.'),
  diskBytes: whole(4096, 64 * GIB, 'Bytes in all writable places together.'),
  files: whole(16, 10_000_000, 'Files and folders in all writable places together.'),
  descriptors: whole(16, 65_536, 'Open descriptors of one process.'),
} satisfies Record<keyof Limits, z.ZodType>;

const place = z
  .string()
  .min(1)
  .max(300)
  .refine(isNoBrokenNetwork, { error: 'a network has at most 32 bits, one of IPv6 128' });
const places = z.array(place).max(5_000);
/** A list replaces the usual one; `add` and `remove` change it. */
const changedPlaces = z.union([places, z.strictObject({ add: places.optional(), remove: places.optional() })]);
const targetSchemas = Object.fromEntries(
  Object.keys(TARGET_CLASSES).map((name) => [name, changedPlaces.optional()]),
) as Record<TargetClass, z.ZodOptional<typeof changedPlaces>>;

const PERMITTED: Record<Permittable, string> = {
  'file.read': 'Files it may read, besides its own folder.',
  'file.write': 'Files it may write or make.',
  'file.delete': 'Files it may delete or rename.',
  'file.permission': 'Files whose owner or mode it may change.',
  'secret.read': 'Credentials it may read.',
  'network.connect': 'Hosts it may ask for and speak to: host or host:port.',
  'network.listen': 'Addresses it may listen on: host:port.',
  'process.spawn': 'Programs it may start: one word is a program, several are a whole command line.',
  'environment.read': 'Names of variables it may read.',
};
const permitSchemas = Object.fromEntries(PERMITTABLE.map((name) => [name, permitted(name).optional()])) as Record<
  Permittable,
  z.ZodOptional<ReturnType<typeof permitted>>
>;

function permitted(capability: Permittable) {
  return patterns((pattern) => whyNever(capability, pattern), 4_000)
    .max(2_000)
    .describe(PERMITTED[capability]);
}

/** What can be taken from this file alone. */
export const REPLACEABLE = [
  'imports',
  'permit',
  ...PERMITTABLE.map((name) => `permit.${name}` as const),
  'limits',
  'network',
  'targets',
  'explore',
  'authors',
  'paths',
] as const;
export type Replaceable = (typeof REPLACEABLE)[number];

const authorNames = z.array(z.string().trim().min(1).max(500)).max(1_000);
const thresholdSchema = z.number().int().min(1).max(100);
const extended = z.string().min(1).max(4_000);

/** What a policy says, at its top and again for some paths. */
const partShape = {
  extends: z
    .union([extended, z.array(extended).min(1).max(20)])
    .optional()
    .describe('Policies to begin with: names of presets, or files relative to this one. The later of a list wins.'),
  replace: z
    .array(z.enum(REPLACEABLE))
    .min(1)
    .max(100)
    .optional()
    .describe('Keys of which nothing is taken over from what is extended; otherwise lists of permits unite.'),
  depth: z.enum(DEPTHS).optional().describe('How far an examination goes: quick only reads, standard runs as well.'),
  backend: z
    .enum(BACKEND_NAMES as readonly [BackendName, ...BackendName[]])
    .optional()
    .describe('How to isolate.'),
  limits: z
    .union([
      z.enum(['default', 'hardened']),
      z.strictObject({ profile: z.enum(['default', 'hardened']).optional(), ...partial(limitSchemas) }),
    ])
    .optional()
    .describe('A profile, or single limits. Every limit is finite.'),
  thresholds: z
    .strictObject({
      review: thresholdSchema.optional().describe('Risk from which a verdict is review.'),
      block: thresholdSchema.optional().describe('Risk from which a verdict is block.'),
    })
    .refine(({ review = 1, block = 100 }) => review <= block, {
      error: 'review must not be above block',
      path: ['review'],
    })
    .optional()
    .describe(
      'Risk, 1 to 100, from which to interrupt. A medium finding weighs 30, a high one 50, a critical one 100.',
    ),
  imports: z
    .strictObject({
      allow: patterns(whyNoModule, 300).max(5_000).describe('Packages by their first name: os covers os.path.'),
    })
    .optional()
    .describe('A sample that imports anything else does not run.'),
  permit: z
    .strictObject(permitSchemas)
    .optional()
    .describe('What may be done to which targets, and nothing beyond. A critical finding counts all the same.'),
  canaries: z.boolean().optional().describe('Whether decoy credentials are laid out in judged runs.'),
  network: networkPartSchema.optional().describe('What network the sample sees; none without it.'),
  targets: z.strictObject(targetSchemas).optional().describe('The places that weigh more than others, by class.'),
  explore: z
    .strictObject({
      runs: z.number().int().min(0).max(100).optional().describe('Runs besides the first.'),
      seconds: z.number().min(0).max(600).optional().describe('Seconds after which none begins.'),
    })
    .optional()
    .describe('How much depth deep may try.'),
} as const;

const partSchema = z.strictObject(partShape);
export type PolicyPart = z.infer<typeof partSchema>;

const act = z
  .string()
  .max(4_200)
  .regex(new RegExp(`^(${[...PERMITTABLE, 'code.import'].map((name) => name.replace('.', '\\.')).join('|')}) \\S`), {
    error: `an act is a capability and its target, such as network.connect pypi.org:443; there are ${[...PERMITTABLE, 'code.import'].join(', ')}`,
  });
const acts = z.array(act).min(1).max(500).optional();

const testSchema = z
  .strictObject({
    name: z.string().min(1).max(200).optional().describe('What is shown; the sample without it.'),
    sample: z.string().min(1).max(4_000).optional().describe('A file or folder, relative to this file.'),
    code: z.string().max(MIB).optional().describe('The sample itself.'),
    language: z.enum(LANGUAGES).optional().describe('The language of code.'),
    as: z.string().min(1).max(4_000).optional().describe('The path it is examined as, which says what sections apply.'),
    depth: z.enum(DEPTHS).optional().describe('Instead of the policy’s.'),
    decision: z.enum(['allow', 'review', 'block']).optional().describe('What the verdict must be.'),
    rules: z
      .array(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/))
      .max(100)
      .optional()
      .describe('Findings that must be open.'),
    permitted: acts.describe('Acts that must be permitted: a capability and its target.'),
    denied: acts.describe('Acts that must not be permitted.'),
  })
  .superRefine((test, context) => {
    const say = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    const { sample, code, language, decision, rules, permitted, denied } = test;
    const isExamined = decision !== undefined || rules !== undefined;
    if (sample !== undefined && code !== undefined) say('code', 'give either sample or code');
    if (isExamined && sample === undefined && code === undefined) say('sample', 'give sample, or code and language');
    if (code !== undefined && language === undefined)
      say('language', `code needs its language: ${LANGUAGES.join(', ')}`);
    if (sample !== undefined && language !== undefined) say('language', 'language is for code');
    if (!isExamined && permitted === undefined && denied === undefined)
      say('decision', 'give what is expected: decision, rules, permitted or denied');
  });
export type PolicyTest = z.infer<typeof testSchema>;

const tests = z.array(testSchema).max(1_000).describe('What this policy must decide; glovebox policy test runs it.');

/** A policy file. Every object is strict: a misspelt key must not quietly drop a denial. */
export const policyFileSchema = z.strictObject({
  ...partShape,
  paths: z
    .record(patterns(whyNoGlob, 1_000).element, partSchema)
    .optional()
    .describe('What else holds for some paths, by a glob relative to this file’s folder; the later section wins.'),
  authors: z
    .strictObject({
      trusted: authorNames
        .optional()
        .describe('Names and addresses of people. Anybody can write them: what they say loosens no verdict.'),
      model: authorNames
        .optional()
        .describe('Names, addresses (also *@agents.example) and accounts of models, besides the known assistants.'),
    })
    .optional()
    .describe('Whose changes a gate tells to be a person’s, or a model’s.'),
  tests: tests.optional(),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

/** A file of tests beside a policy. */
export const policyTestsSchema = z.strictObject({ tests });

/** `10.0.0.0/99` would be found out when the first sample is judged. */
function isNoBrokenNetwork(place: string): boolean {
  const [, network = '', bits] = /^(.+)\/(\d+)$/.exec(place) ?? [];
  const version = isIP(network);
  return version === 0 || Number(bits) <= (version === 6 ? 128 : 32);
}

/** A list of patterns, each of which can match something. */
function patterns(why: (pattern: string) => string | undefined, longest: number) {
  const pattern = z
    .string()
    .min(1)
    .max(longest)
    .superRefine((text, context) => {
      const reason = why(text);
      if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
    });
  return z.array(pattern);
}

function whole(least: number, most: number, description: string) {
  return z.number().int().min(least).max(most).describe(description);
}

function partial<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.object(shape).partial().shape;
}
