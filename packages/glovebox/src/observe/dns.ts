/** The name a DNS query asks for (RFC 1035, 4.1.2), without the final dot; undefined when `message` is no query. */
export function questionName(message: Uint8Array): string | undefined {
  if (message.length < 17 || ((message[2] ?? 0) & 0x80) !== 0 || message[5] !== 1) return undefined;
  const labels: string[] = [];
  for (let at = 12; at < message.length; ) {
    const length = message[at] ?? 0;
    if (length === 0) return labels.length > 0 ? labels.join('.') : undefined;
    if (length > 63 || at + 1 + length > message.length) return undefined;
    labels.push(Buffer.from(message.subarray(at + 1, at + 1 + length)).toString('latin1'));
    at += 1 + length;
  }
  return undefined;
}
