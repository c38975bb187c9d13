/** What the policy wants a host to answer, so that a second stage is there to be run. The first that fits is taken. */
export interface Reply {
  /** A host name or address; `*.example.com` covers everything below it, `*` every host. */
  readonly host: string;
  /** Of the URL, with `*` for any characters; every path without it. */
  readonly path?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` is base64. */
  readonly base64?: true;
}

/** The reply for a URL of a host; undefined where none is scripted. */
export function scripted(replies: readonly Reply[], host: string, path: string): Reply | undefined {
  return replies.find((reply) => fits(reply.host, host.toLowerCase()) && fits(reply.path ?? '*', path));
}

export function bodyOf(reply: Reply): Buffer {
  return Buffer.from(reply.body, reply.base64 ? 'base64' : 'utf8');
}

/** Piece by piece, so that no pattern makes a long path cost more than its length times the pieces. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern.toLowerCase() === text || pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > text.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}
