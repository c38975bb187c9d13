/** Encodings of which a part of the text can be told from a part of the secret: what is searched for as it is. */

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A secret as it may stand in a text, and how that is called. */
export interface Form {
  readonly encoding: string;
  readonly bytes: Uint8Array;
}

/** Every form of a secret but XOR, which is no text of its own. A secret has at least 16 bytes. */
export function formsOf(secret: Uint8Array): Form[] {
  const plain = Buffer.from(secret);
  const hex = plain.toString('hex');
  return [
    { encoding: '', bytes: plain },
    { encoding: 'reversed', bytes: Buffer.from(plain).reverse() },
    text('hex', hex),
    text('hex', hex.toUpperCase()),
    ...base64Forms(plain),
    ...base32Forms(plain),
    ...base85Forms(plain),
    { encoding: 'rot13', bytes: plain.map(rotated) },
  ];
}

/** A letter thirteen places on, as `tr A-Za-z N-ZA-Mn-za-m` writes it. */
function rotated(byte: number): number {
  const first = byte & 0x60;
  const place = byte - first - 1;
  return (first === 0x40 || first === 0x60) && place >= 0 && place < 26 ? first + 1 + ((place + 13) % 26) : byte;
}

function text(encoding: string, value: string): Form {
  return { encoding, bytes: Buffer.from(value, 'latin1') };
}

/** The characters that do not depend on what stands before and after, for each of three places in a group. */
function base64Forms(secret: Buffer): Form[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = whole(secret, before, 3).toString('base64');
    const urlSafe = encoded.replaceAll('+', '-').replaceAll('/', '_');
    return urlSafe === encoded ? [text('base64', encoded)] : [text('base64', encoded), text('base64', urlSafe)];
  });
}

function base32Forms(secret: Buffer): Form[] {
  return [0, 1, 2, 3, 4].flatMap((before) => {
    const encoded = base32(whole(secret, before, 5));
    return [text('base32', encoded), text('base32', encoded.toLowerCase())];
  });
}

/** Of Adobe and btoa, and of Python's `b85encode`, git and RFC 1924; both write four bytes as five characters. */
const BASE85 = [
  Array.from({ length: 85 }, (_, index) => String.fromCharCode(33 + index)).join(''),
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~',
];

function base85Forms(secret: Buffer): Form[] {
  return BASE85.flatMap((alphabet) =>
    [0, 1, 2, 3].map((before) => text('base85', base85(whole(secret, before, 4), alphabet))),
  );
}

/** `bytes` are a multiple of four long. */
function base85(bytes: Buffer, alphabet: string): string {
  let out = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    let held = bytes.readUInt32BE(at);
    let group = '';
    for (let digit = 0; digit < 5; digit++) {
      group = alphabet[held % 85] + group;
      held = Math.floor(held / 85);
    }
    out += group;
  }
  return out;
}

/** The whole groups of a secret that begins `before` bytes into one. */
function whole(secret: Buffer, before: number, group: number): Buffer {
  const rest = secret.subarray((group - before) % group);
  return rest.subarray(0, rest.length - (rest.length % group));
}

/** Without padding; `bytes` are a multiple of five long. */
function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return out;
}

/** Reads base32 in either case; characters that are none are passed over. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toUpperCase()) {
    const value = BASE32.indexOf(character);
    if (value < 0) continue;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}
