/** Why Glovebox could not do what was asked. A closed set: each code has a remedy and an exit code. */
export const ERROR_CODES = [
  'sample-not-found',
  'sample-unreadable',
  'sample-no-entry',
  'sample-binary',
  'sample-encoding',
  'sample-too-large',
  'language-unknown',
  'policy-invalid',
  'corpus-invalid',
  'report-invalid',
  'output-unwritable',
  'git-missing',
  'git-failed',
  'repository-not-found',
  'repository-untrusted',
  'revision-not-found',
  'history-incomplete',
  'hook-occupied',
  'key-unreadable',
  'key-passphrase',
  'key-unsupported',
  'trusted-keys-invalid',
  'key-untrusted',
  'override-invalid',
  'attestation-unreadable',
  'attestation-unwritable',
  'usage',
  'temp-unwritable',
  'bubblewrap-missing',
  'user-namespaces-forbidden',
  'warden-missing',
  'interpreter-missing',
  'isolation-incomplete',
  'language-unsupported',
  'daemon-unreachable',
  'daemon-forbidden',
  'daemon-incompatible',
  'image-missing',
  'image-invalid',
  'image-build-failed',
  'snapshot-corrupt',
  'no-space',
  'wasm-invalid',
  'sandbox-lost',
  'backend-unavailable',
  'backend-failed',
  'box-closed',
  'box-file',
  'busy',
  'cancelled',
] as const;
/** One of {@link ERROR_CODES}: what to branch on; messages may change. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure a person can act on: names the thing, the cause and the remedy. Exit code 2. */
export class GloveboxError extends Error {
  override readonly name = 'GloveboxError';
  readonly code: ErrorCode;
  /** What to do next, one sentence. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}
