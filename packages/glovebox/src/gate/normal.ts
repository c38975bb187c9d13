/** What a program makes up anew in each run, made the same: so that two runs of one program do the same. */

const UUID = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi;
/** Digests and random names; a word of letters alone is none. */
const HEX = /(?<![\da-z])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{12,}(?![\da-z])/gi;
/** Times, numbers of processes. */
const DIGITS = /(?<!\d)\d{6,}(?!\d)/g;
/** Folders whose files have made-up names. */
const TEMPORARY = /^(\/tmp|\/var\/tmp|\/dev\/shm)\//;
/**
 * Python's `tmpab12cd_x`, and the eight characters it tries whether it may write; mktemp's `tmp.AbC123xyz9`, Node's `app-Ab12Cd`.
 */
const MADE_UP =
  /^(?:[a-z\d_]{8}|(.*?)(?:tmp[a-z\d_]{6,10}|(?<=[.-])(?=[A-Za-z]{0,11}\d|[a-z]{1,11}[A-Z]|[A-Z]{1,11}[a-z])[A-Za-z\d_]{6,12})(\.\w{1,5})?)$/;
/** Where the kernel chooses the port. */
const EPHEMERAL = /^(127\.0\.0\.1|\[::1?\]|0\.0\.0\.0|localhost):(3[3-9]|[45]\d|6[0-5])\d{3}$/;

/** A path with what is made up in it as `*`. */
export function normalPath(path: string): string {
  const plain = plainText(path);
  if (!TEMPORARY.test(plain)) return plain;
  return plain
    .split('/')
    .map((part) => part.replace(MADE_UP, (_, before = '', ending = '') => `${before}*${ending}`))
    .join('/');
}

/** A command line word by word. */
export function normalCommand(command: string): string {
  return plainText(command)
    .split(' ')
    .map((word) => (TEMPORARY.test(word) ? normalPath(word) : word))
    .join(' ');
}

/** Names of hosts are what they are: a made-up one is news each time. */
export function normalHost(host: string): string {
  return host.replace(EPHEMERAL, '$1:*');
}

function plainText(text: string): string {
  return text.replace(UUID, '*').replace(HEX, '*').replace(DIGITS, '*');
}
