/** What a TLS client says first (RFC 8446, 4.1.2), in clear. */
export interface ClientHello {
  /** Undefined where it names none; several names are `undefined` and {@link ClientHello.isVeiled}. */
  readonly serverName: string | undefined;
  /** It hides whom it means, or means several: encrypted client hello, more than one name. */
  readonly isVeiled: boolean;
}

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const ENCRYPTED_HELLO = 0xfe0d;
/** No client's first flight is longer, keys for the time after quantum computers included. */
const LONGEST_HELLO = 16 * 1024;

/** Reads a first flight as far as it has come: `more` while it is not complete, undefined for what is no TLS. */
export function readHello(bytes: Buffer): ClientHello | 'more' | undefined {
  const message = handshakeOf(bytes);
  if (message === undefined || message === 'more') return message;
  try {
    return helloOf(message);
  } catch {
    return undefined; // lengths that lead outside
  }
}

/** The first handshake message, which may lie in several records. */
function handshakeOf(bytes: Buffer): Buffer | 'more' | undefined {
  const parts: Buffer[] = [];
  const head: number[] = [];
  let have = 0;
  for (let at = 0; ; ) {
    if (bytes.length > at && bytes[at] !== HANDSHAKE) return undefined;
    if (bytes.length < at + 5) return 'more';
    const size = bytes.readUInt16BE(at + 3);
    if (bytes[at + 1] !== 3 || size === 0 || at + size > LONGEST_HELLO) return undefined;
    if (bytes.length < at + 5 + size) return 'more';
    const part = bytes.subarray(at + 5, at + 5 + size);
    parts.push(part);
    have += size;
    at += 5 + size;
    // A record may hold one byte: they are put together once, at the end.
    if (head.length < 4) head.push(...part.subarray(0, 4 - head.length));
    const [kind, high = 0, middle = 0, low = 0] = head;
    if (head.length < 4) continue;
    if (kind !== CLIENT_HELLO) return undefined;
    const length = (high << 16) | (middle << 8) | low;
    if (length > LONGEST_HELLO) return undefined;
    if (have >= 4 + length) return Buffer.concat(parts).subarray(4, 4 + length);
  }
}

function helloOf(hello: Buffer): ClientHello {
  let at = 2 + 32; // version, random
  at += 1 + hello.readUInt8(at); // session
  at += 2 + hello.readUInt16BE(at); // ciphers
  at += 1 + hello.readUInt8(at); // compression
  if (at === hello.length) return { serverName: undefined, isVeiled: false };
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  const found: string[] = [];
  let isVeiled = false;
  while (at < end) {
    const kind = hello.readUInt16BE(at);
    const size = hello.readUInt16BE(at + 2);
    if (at + 4 + size > end || end > hello.length) throw new RangeError('an extension leads outside');
    if (kind === SERVER_NAME) found.push(...serverNames(hello.subarray(at + 4, at + 4 + size)));
    if (kind === ENCRYPTED_HELLO) isVeiled = true;
    at += 4 + size;
  }
  return { serverName: found.length === 1 ? found[0] : undefined, isVeiled: isVeiled || found.length > 1 };
}

function serverNames(list: Buffer): string[] {
  const found: string[] = [];
  for (let at = 2; at < list.length; ) {
    const size = list.readUInt16BE(at + 1);
    if (at + 3 + size > list.length) throw new RangeError('a name leads outside');
    found.push(list.toString('latin1', at + 3, at + 3 + size));
    at += 3 + size;
  }
  return found;
}
