import { z } from 'zod';

const kindSchema = z.object({ group: z.string(), version: z.string(), kind: z.string() });

/** What we read of an `AdmissionReview` (admission.k8s.io/v1); the rest of it is left alone. */
export const reviewSchema = z.object({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  request: z.object({
    uid: z.string().min(1).max(256),
    kind: kindSchema,
    subResource: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
    userInfo: z.object({ username: z.string().optional() }).optional(),
    object: z.unknown(),
    oldObject: z.unknown(),
  }),
});
export type AdmissionRequest = z.infer<typeof reviewSchema>['request'];

/** Whether something may be deployed, each problem in words for who tried. */
export interface Ruling {
  readonly allowed: boolean;
  readonly problems: readonly Problem[];
  /** Why nothing was asked; absent where it was. */
  readonly exempt?: string;
}

export interface Problem {
  /** A refusal of an attestation's, or `tag-without-digest`, `not-understood`. */
  readonly reason: string;
  readonly message: string;
}

export type Mode = 'enforce' | 'warn';

const MOST_MESSAGE = 4_000;
/** Kubernetes cuts longer warnings, and drops what goes beyond 4 KiB together. */
const MOST_WARNING = 250;
const MOST_WARNINGS = 15;

/** The answer in the form that the API server asks for. In `warn` mode everything passes, with the same words. */
export function reviewOf(uid: string, ruling: Ruling, mode: Mode): object {
  const refused = !ruling.allowed;
  const messages = ruling.problems.map(({ message }) => message);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid,
      allowed: ruling.allowed || mode === 'warn',
      ...(refused && mode === 'enforce' && { status: { code: 403, reason: 'Forbidden', message: joined(messages) } }),
      ...(refused && mode === 'warn' && { warnings: warnings(messages) }),
    },
  };
}

function joined(messages: readonly string[]): string {
  return cut(`glovebox: ${messages.join('; ')}`, MOST_MESSAGE);
}

function warnings(messages: readonly string[]): string[] {
  return messages.slice(0, MOST_WARNINGS).map((message) => cut(`glovebox: ${message}`, MOST_WARNING));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
