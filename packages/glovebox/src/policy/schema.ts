import { isIP } from 'node:net';
import { z } from 'zod';
import { TARGET_CLASSES, type TargetClass } from '../inspect/targets.ts';
import { endpointFrom, isPublic } from '../observe/network/egress/addresses.ts';
import { permitFrom } from '../observe/network/egress/permits.ts';
import type { Limits } from '../sandbox/limits.ts';
import { NETWORK_MODES, type NetworkMode } from '../sandbox/network.ts';
import { PERMITTABLE, type Permittable } from './permits.ts';

const GIB = 1024 ** 3;

/** Bounds of each limit a policy may set: all are finite, none can be switched off. Units are those of {@link Limits}. */
const limitSchemas = {
  memoryBytes: z
    .number()
    .int()
    .min(16 * 1024 * 1024)
    .max(64 * GIB),
  cpus: z.number().min(0.05).max(64),
  processes: z.number().int().min(1).max(10_000),
  wallMs: z.number().int().min(1).max(3_600_000),
  outputBytes: z.number().int().min(0).max(GIB),
  diskBytes: z
    .number()
    .int()
    .min(4096)
    .max(64 * GIB),
  files: z.number().int().min(16).max(10_000_000),
  descriptors: z.number().int().min(16).max(65_536),
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

/** Of one scripted reply, in characters of the policy or bytes of its file. */
export const MOST_REPLY = 4 * 1024 * 1024;

const replySchema = z
  .strictObject({
    host: z.string().min(1).max(300),
    path: z.string().min(1).max(2_000).optional(),
    status: z.number().int().min(200).max(599).optional(),
    headers: z
      .record(
        z.string().regex(/^[\w-]{1,100}$/),
        z
          .string()
          .max(2_000)
          .regex(/^[\t\x20-\x7e]*$/),
      )
      .optional(),
    body: z.string().max(MOST_REPLY).optional(),
    file: z.string().min(1).max(4_000).optional(),
  })
  .refine(({ body, file }) => body === undefined || file === undefined, {
    error: 'give either body or file',
    path: ['file'],
  });

const hostSchema = z
  .string()
  .max(300)
  .refine((text) => permitFrom(text) !== undefined || isPublicEndpoint(text), {
    error:
      'a host is a name, such as pypi.org, pypi.org:443 or *.example.com:80,443, or a public address with its port',
  });
const endpointSchema = z
  .string()
  .max(100)
  .refine((text) => endpointFrom(text) !== undefined, {
    error: 'an address has a port: 10.0.0.5:443 or [fd00::5]:443',
  });

/** What a mode cannot do without, as it is written. */
const NEEDED: Readonly<Record<string, string>> = {
  allow: 'hosts: [pypi.org]',
  record: 'hosts: [pypi.org], file: traffic.json',
  replay: 'file: traffic.json',
};
/** What there is to say about each mode, and nothing else: an option that does nothing looks like one that protects. */
export const MEMBERS: Readonly<Record<NetworkMode, readonly string[]>> = {
  deny: [],
  sinkhole: ['replies'],
  allow: ['hosts', 'addresses', 'resolve'],
  record: ['hosts', 'addresses', 'resolve', 'file'],
  replay: ['file'],
};

export const networkSchema = z
  .strictObject({
    mode: z.enum(NETWORK_MODES),
    replies: z.array(replySchema).max(200).optional(),
    hosts: z.array(hostSchema).min(1).max(500).optional(),
    addresses: z.array(endpointSchema).max(500).optional(),
    resolve: z
      .record(
        z
          .string()
          .refine((name) => permitFrom(name)?.explicit === false && !name.startsWith('*'), { error: 'it is no name' }),
        z.string().refine((address) => isIP(address) !== 0, { error: 'it is no address' }),
      )
      .optional(),
    file: z.string().min(1).max(4_000).optional(),
  })
  .superRefine((network, context) => {
    const { mode } = network;
    for (const key of ['replies', 'hosts', 'addresses', 'resolve', 'file'] as const) {
      if (network[key] === undefined || MEMBERS[mode].includes(key)) continue;
      const meant = NETWORK_MODES.filter((name) => MEMBERS[name].includes(key));
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `${key} does nothing with ${mode}: it is for ${meant.join(', ')}`,
      });
    }
    const wanted = [
      ...(MEMBERS[mode].includes('hosts') && network.hosts === undefined && network.addresses === undefined
        ? ['hosts']
        : []),
      ...(MEMBERS[mode].includes('file') && network.file === undefined ? ['file'] : []),
    ];
    for (const key of wanted)
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `${mode} needs ${key}, such as { mode: ${mode}, ${NEEDED[mode]} }`,
      });
  });

/** A public one is named as a host is; any other is an exception that has a member of its own. */
function isPublicEndpoint(text: string): boolean {
  const endpoint = endpointFrom(text);
  return endpoint !== undefined && isPublic(endpoint.address);
}

const permitted = z.array(z.string().min(1).max(4_000)).max(2_000).optional();
const permitSchemas = Object.fromEntries(PERMITTABLE.map((name) => [name, permitted])) as Record<
  Permittable,
  typeof permitted
>;

/** A policy file. Every object is strict: a misspelt key must not quietly drop a denial. */
export const policyFileSchema = z.strictObject({
  limits: z
    .union([
      z.enum(['default', 'hardened']),
      z.strictObject({ profile: z.enum(['default', 'hardened']).optional(), ...partial(limitSchemas) }),
    ])
    .optional(),
  thresholds: z
    .strictObject({ review: z.number().int().min(1).max(100), block: z.number().int().min(1).max(100) })
    .refine(({ review, block }) => review <= block, { error: 'review must not be above block', path: ['review'] })
    .optional(),
  imports: z.strictObject({ allow: z.array(z.string().min(1)) }).optional(),
  permit: z.strictObject(permitSchemas).optional(),
  canaries: z.boolean().optional(),
  network: z
    .union([
      z.enum(NETWORK_MODES).refine((mode) => mode === 'deny' || mode === 'sinkhole', {
        error: ({ input }) => `${input} needs more than a word, such as { mode: ${input}, ${NEEDED[String(input)]} }`,
      }),
      networkSchema,
    ])
    .optional(),
  targets: z.strictObject(targetSchemas).optional(),
  explore: z
    .strictObject({ runs: z.number().int().min(0).max(100), seconds: z.number().min(0).max(600) })
    .partial()
    .optional(),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

/** `10.0.0.0/99` would be found out when the first sample is judged. */
function isNoBrokenNetwork(place: string): boolean {
  const [, network = '', bits] = /^(.+)\/(\d+)$/.exec(place) ?? [];
  const version = isIP(network);
  return version === 0 || Number(bits) <= (version === 6 ? 128 : 32);
}

function partial<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  return z.object(shape).partial().shape;
}
