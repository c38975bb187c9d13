import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { GloveboxError } from '../error.ts';

/** Far more than any key has. */
const MAX_KEY_BYTES = 64 * 1024;

/** Text of a private key, which nobody else may read: as with SSH, one that others can read is no secret. Throws `key-unreadable`. */
export function readKeyFile(path: string): string {
  const file = open(path);
  try {
    const { mode, uid, size } = fstatSync(file);
    if (size > MAX_KEY_BYTES) throw unreadable(`${path} is too large for a key`, 'Give a private key file.');
    if ((mode & 0o077) !== 0)
      throw unreadable(
        `the private key ${path} is open to others (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`,
        `Run chmod 600 ${path}, and make a new key if others could have read it.`,
      );
    const own = process.getuid?.();
    if (own !== undefined && own !== 0 && uid !== own && uid !== 0)
      throw unreadable(`the private key ${path} belongs to user ${uid}`, 'Use a key of your own.');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const [message, remedy] =
      code === 'ENOENT'
        ? [`there is no private key ${path}`, `Make one: ssh-keygen -t ed25519 -f ${path}`]
        : [`cannot read the private key ${path}: ${code}`, 'Check its permissions.'];
    throw new GloveboxError('key-unreadable', message, remedy, { cause });
  }
}

function unreadable(message: string, remedy: string): GloveboxError {
  return new GloveboxError('key-unreadable', message, remedy);
}
