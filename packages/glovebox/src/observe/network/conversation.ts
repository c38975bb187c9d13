import { z } from 'zod';
import { OUTCOMES, sourceSchema } from '../event.ts';

export const PROTOCOLS = [
  'dns',
  'http',
  'smtp',
  'ftp',
  'redis',
  'postgresql',
  'irc',
  'ssh',
  'tls',
  'tcp',
  'udp',
] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Bytes as they were, as text where they are UTF-8. Hostile: escape before showing. */
export const contentSchema = z.object({
  /** How many there were; what is kept may be less. */
  bytes: z.number().int(),
  text: z.string().optional(),
  base64: z.string().optional(),
  truncated: z.literal(true).optional(),
});
export type Content = z.infer<typeof contentSchema>;

/** One exchange with the network: a request and its answer, or a whole connection where a protocol has no requests. */
export const conversationSchema = z.object({
  id: z.string().regex(/^conversation:\d+$/),
  /** Milliseconds since the sample's first instruction, at which it was connected. */
  atMs: z.number(),
  transport: z.enum(['tcp', 'udp']),
  protocol: z.enum(PROTOCOLS),
  /** The name that was asked for, the address where none was. */
  host: z.string(),
  address: z.string(),
  port: z.number().int(),
  /** Said inside of TLS. */
  tls: z.object({ serverName: z.string().optional(), protocol: z.string().optional() }).optional(),
  /** `POST`, `A`, `MAIL`, `STOR` …; `session` for a whole connection. */
  operation: z.string(),
  url: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  sent: contentSchema,
  /** `scripted`: one of the policy's own. */
  reply: contentSchema.extend({
    status: z.number().int().optional(),
    scripted: z.literal(true).optional(),
    /** It was recorded in an earlier run. */
    replayed: z.literal(true).optional(),
  }),
  /** Whether it really left, where something may; absent where everything is played. */
  outcome: z.enum(OUTCOMES).optional(),
  /** Why it did not, or came to nothing. */
  reason: z.string().optional(),
  /** Who connected, and the line of the sample that led there. */
  process: z.object({ pid: z.number().int(), command: z.string() }).optional(),
  source: sourceSchema.optional(),
});
/** What was said to one party on a network that is played or let through, and what it answered. All hostile text. */
export type Conversation = z.infer<typeof conversationSchema>;
