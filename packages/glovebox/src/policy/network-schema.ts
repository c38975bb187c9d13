import { isIP } from 'node:net';
import { z } from 'zod';
import { endpointFrom, isPublic } from '../observe/network/egress/addresses.ts';
import { permitFrom } from '../observe/network/egress/permits.ts';
import { NETWORK_MODES, type NetworkMode } from '../sandbox/network.ts';

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

/** A network as a policy says it: a word, or a mode with what it needs. */
export const networkPartSchema = z.union([
  z.enum(NETWORK_MODES).refine((mode) => mode === 'deny' || mode === 'sinkhole', {
    error: ({ input }) => `${input} needs more than a word, such as { mode: ${input}, ${NEEDED[String(input)]} }`,
  }),
  networkSchema,
]);
export type NetworkPart = z.infer<typeof networkPartSchema>;
