/** What a warden is sent, read back: the same frames serve where there is none. */
export interface Given {
  exec: string[];
  /** By name after `limit.`. */
  limits: Record<string, number>;
  files: [path: string, content: string][];
  stdin: Buffer;
  /** The agent's line, once it came. */
  job?: Buffer;
}

/** Collects frames; their format is in `warden/frames.ts`. */
export function readFrames(): { readonly given: Given; take(frame: Buffer): void } {
  const given: Given = { exec: [], limits: {}, files: [], stdin: Buffer.alloc(0) };
  return {
    given,
    take(frame) {
      const payload = frame.subarray(5);
      switch (frame.toString('latin1', 4, 5)) {
        case 'C':
          return configure(given, payload);
        case 'F':
          return void given.files.push(fileOf(payload));
        case 'I':
          given.stdin = payload;
          return;
        case 'G':
          given.job = payload;
      }
    },
  };
}

function configure(given: Given, payload: Buffer): void {
  for (const record of payload.toString().split('\0')) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(record) ?? [];
    if (key === 'exec') given.exec.push(value);
    if (key.startsWith('limit.')) given.limits[key.slice('limit.'.length)] = Number(value);
  }
}

function fileOf(payload: Buffer): [string, string] {
  const end = payload.indexOf(0);
  const [, path = ''] = /^\d+ (.*)$/s.exec(payload.toString('utf8', 0, end)) ?? [];
  return [path, payload.toString('base64', end + 1)];
}
