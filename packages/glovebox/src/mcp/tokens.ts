import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { GloveboxError } from '../error.ts';

/** Who may call, by the digest of what they have to know. */
export interface Token {
  readonly name: string;
  readonly digest: Buffer;
}

const LEAST_CHARACTERS = 16;

export function tokenOf(name: string, secret: string): Token {
  return { name, digest: digestOf(secret) };
}

/**
 * The tokens of a file, one a line: `name secret`. A file that others may read, a short secret or a name that is there twice
 * is an error.
 */
export function readTokens(path: string): Token[] {
  const lines = readPrivate(path)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const tokens = lines.map((line, at) => {
    const [name, secret, ...more] = line.split(/\s+/);
    if (name === undefined || secret === undefined || more.length > 0 || secret.length < LEAST_CHARACTERS)
      throw usage(
        `${path}: entry ${at + 1} is no "name secret" with a secret of ${LEAST_CHARACTERS} characters or more`,
      );
    return tokenOf(name, secret);
  });
  if (tokens.length === 0) throw usage(`${path} has no token`);
  const names = tokens.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw usage(`${path} names ${twice} twice`);
  return tokens;
}

/** Whose token an `Authorization` header carries. Each comparison takes the same time, whatever it has in common. */
export function bearerOf(tokens: readonly Token[], header: string | undefined): string | undefined {
  const secret = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (secret === undefined) return undefined;
  const digest = digestOf(secret);
  return tokens.filter((token) => timingSafeEqual(token.digest, digest)).map(({ name }) => name)[0];
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function readPrivate(path: string): string {
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new GloveboxError('usage', `${path} can be read by others`, `Run: chmod 600 ${path}`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof GloveboxError) throw cause;
    throw new GloveboxError('usage', `cannot read the tokens: ${(cause as Error).message}`, 'Check --tokens.', {
      cause,
    });
  }
}

function usage(message: string): GloveboxError {
  return new GloveboxError('usage', message, 'Write one a line: a name, a space and a long random secret.');
}
