import { z } from 'zod';
import type { Signer } from '../signing/signer.ts';
import type { Claim } from '../signing/verify.ts';
import { dirHash } from './content.ts';
import { PREDICATE_TYPE, STATEMENT_TYPE, type Statement, statementSchema } from './statement.ts';
import { NotStrict, parseStrictJson } from './strict-json.ts';
import { filesOf, wholeOf } from './subjects.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Bytes; a statement about a thousand files has 150 KiB. */
export const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;
const MOST_SIGNATURES = 16;

/** DSSE, https://github.com/secure-systems-lab/dsse/blob/master/envelope.md, and nothing besides. */
const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z
    .array(z.strictObject({ keyid: z.string(), sig: z.string() }))
    .min(1)
    .max(MOST_SIGNATURES),
});

/** A statement that was read and not yet believed. */
export interface Opened {
  readonly statement: Statement;
  /** Exactly what the signatures are over. */
  readonly signed: Uint8Array;
  readonly claims: readonly Claim[];
}

export type Unopened = {
  readonly reason: 'malformed' | 'wrong-payload-type' | 'wrong-predicate';
  readonly message: string;
};

/** What is signed: payload type and payload with their lengths, so that neither runs into the other. */
export function preAuthEncoding(type: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** The envelope as text, signed by everybody given, of whom there is one at least. */
export function seal(statement: Statement, signers: readonly [Signer, ...Signer[]]): string {
  const payload = Buffer.from(JSON.stringify(statement));
  const signed = preAuthEncoding(PAYLOAD_TYPE, payload);
  const envelope: z.infer<typeof envelopeSchema> = {
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: signers.map((signer) => ({
      keyid: signer.keyId,
      sig: Buffer.from(signer.sign(signed)).toString('base64'),
    })),
  };
  return `${JSON.stringify(envelope, undefined, 2)}\n`;
}

/** Reads an envelope without believing it. Whatever can be written in two ways is refused in all but one. */
export function open(text: Uint8Array): Opened | Unopened {
  try {
    return openStrictly(text);
  } catch (error) {
    if (error instanceof NotStrict) return { reason: 'malformed', message: error.message };
    throw error;
  }
}

function openStrictly(text: Uint8Array): Opened | Unopened {
  if (text.length > MAX_ENVELOPE_BYTES) throw new NotStrict('it is larger than 4 MiB');
  const parsed = envelopeSchema.safeParse(parseStrictJson(text));
  if (!parsed.success) throw new NotStrict(`it is no DSSE envelope: ${firstIssue(parsed.error)}`);
  const { payload, payloadType, signatures } = parsed.data;
  if (payloadType !== PAYLOAD_TYPE)
    return { reason: 'wrong-payload-type', message: `its payload type is ${payloadType}, not ${PAYLOAD_TYPE}` };
  if (new Set(signatures.map(({ keyid }) => keyid)).size < signatures.length)
    throw new NotStrict('one key has signed it twice');
  const bytes = fromBase64(payload, 'payload');
  const statement = statementOf(bytes);
  if ('reason' in statement) return statement;
  return {
    statement,
    signed: preAuthEncoding(payloadType, bytes),
    claims: signatures.map(({ keyid, sig }) => ({ keyId: keyid, signature: fromBase64(sig, 'signature') })),
  };
}

function statementOf(bytes: Uint8Array): Statement | Unopened {
  const value = parseStrictJson(bytes) as { _type?: unknown; predicateType?: unknown } | null;
  const type = value?._type;
  if (type !== STATEMENT_TYPE) throw new NotStrict('its payload is no in-toto Statement v1');
  if (value?.predicateType !== PREDICATE_TYPE)
    return { reason: 'wrong-predicate', message: `it is about something else: ${String(value?.predicateType)}` };
  const parsed = statementSchema.safeParse(value);
  if (!parsed.success) throw new NotStrict(`its statement is not as it should be: ${firstIssue(parsed.error)}`);
  const files = filesOf(parsed.data);
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size < files.length) throw new NotStrict('it names one file twice');
  if (wholeOf(parsed.data) !== dirHash(files)) throw new NotStrict('the digest of the whole is not that of its files');
  return parsed.data;
}

/** Base64 has several ways to write the same bytes; only the usual one is taken. */
function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw new NotStrict(`its ${what} is not plain base64`);
  return bytes;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown' : `${issue.path.map(String).join('.') || 'the top'}: ${issue.message}`;
}
