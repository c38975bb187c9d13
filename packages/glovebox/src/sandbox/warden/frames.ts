import type { Limits } from '../limits.ts';

/** Records of the warden's configuration, in the order they are written. A value has no NUL byte. */
export type ConfigRecord = readonly [key: string, value: string | number];

type FrameKind = 'C' | 'F' | 'I' | 'G' | 'T' | 'E' | 'S' | 'R' | 'L' | 'W' | 'N' | 'A';

/** The configuration: what to confine and how. `config.c` refuses an unknown key or an illegal value. */
export function configFrame(records: readonly ConfigRecord[]): Buffer {
  return frame('C', Buffer.from(records.map(([key, value]) => `${key}=${value}\0`).join('')));
}

/** A file, written into a writable place before the sample starts; in a session at any time, where `wrote` answers. */
export function fileFrame(path: string, mode: number, content: Uint8Array): Buffer {
  return frame('F', Buffer.concat([Buffer.from(`${mode.toString(8)} ${path}\0`), content]));
}

/** What the sample reads from standard input. */
export function stdinFrame(content: Uint8Array): Buffer {
  return frame('I', Buffer.from(content));
}

/** The job: the agent's line that starts the sample, at most 60,000 bytes. In a session one follows the other, each after the
 * `cell` message of the one before. The fields' separator and line ends are escaped. */
export function jobFrame(fields: readonly string[]): Buffer {
  return frame('G', Buffer.from(`${fields.map(escapeField).join('\x1f')}\n`));
}

/** Lowers two limits of a sandbox that was made ahead of its sample; before the first job. Refused where it would raise one. */
export function limitsFrame({ wallMs, outputBytes }: Pick<Limits, 'wallMs' | 'outputBytes'>): Buffer {
  return frame('W', Buffer.from(`${wallMs} ${outputBytes}`));
}

/** Sets the clock of a virtual machine; nanoseconds since 1970. */
export function clockFrame(nanoseconds: bigint): Buffer {
  return frame('T', Buffer.from(`${nanoseconds}`));
}

/** Random bytes for the kernel of a virtual machine, 16 to 4,096: what it draws from now on depends on them. */
export function entropyFrame(bytes: Uint8Array): Buffer {
  return frame('E', Buffer.from(bytes));
}

/** Sends a signal, by its number, to the sample's process group. */
export function signalFrame(signal: number): Buffer {
  return frame('S', Buffer.from(`${signal}`));
}

/** Asks for a file of a writable place, at most 64 MiB; `file` messages answer. */
export function readFrame(path: string): Buffer {
  return frame('R', Buffer.from(path));
}

/** Asks what a folder of a writable place holds; one `list` message answers. */
export function listFrame(path: string): Buffer {
  return frame('L', Buffer.from(path));
}

/** Whom the sample of a machine from a snapshot is to trust, instead of whom it was made with; PEM. */
export function authorityFrame(pem: string): Buffer {
  return frame('A', Buffer.from(pem));
}

/** Of one connection with the network that is played: data, room for more (a number of 4 bytes), its end, or that it is gone. */
export function trafficFrame(what: 'd' | 'c' | 'e' | 'x', id: number, bytes: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(what, 0, 'latin1');
  head.writeUInt32LE(id, 1);
  return frame('N', Buffer.concat([head, bytes]));
}

/** Whether it only answers what the sandbox itself began to say. */
export function isTraffic(frame: Buffer): boolean {
  return frame[4] === 'N'.charCodeAt(0);
}

function frame(kind: FrameKind, payload: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(payload.length, 0);
  head.write(kind, 4, 'latin1');
  return Buffer.concat([head, payload]);
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\x1f': '\\u' };

function escapeField(field: string): string {
  return field.replace(/[\\\n\r\x1f]/g, (character) => ESCAPES[character] ?? character);
}
