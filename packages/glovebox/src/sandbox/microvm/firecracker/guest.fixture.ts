import type { Socket } from 'node:net';

/** What a fake guest has in its memory: kept by a snapshot, private to each machine restored from it. */
export interface GuestMemory {
  /** It was configured and its interpreter waits. */
  waiting?: boolean;
}

/** A guest whose warden runs nothing: it prints what reached it, as the output of a sample that ended well. */
export function serveGuest(socket: Socket, memory: GuestMemory, reset: () => void): void {
  const seen: Seen = { entropy: [], files: [], clock: '', configured: false };
  let waiting = Buffer.alloc(0);
  const say = (message: object) => void socket.write(`${JSON.stringify(message)}\n`);
  socket.write('OK 1073741824\n');
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 5 && waiting.length >= 5 + waiting.readUInt32LE(0)) {
      const end = 5 + waiting.readUInt32LE(0);
      take(waiting.toString('latin1', 4, 5), waiting.subarray(5, end));
      waiting = waiting.subarray(end);
    }
  });

  function take(kind: string, payload: Buffer): void {
    if (kind === 'C') {
      seen.configured = true;
      memory.waiting = true;
      say(ISOLATION);
      say({ t: 'hint', ms: 0, line: 'W\x1f1' });
    }
    if (kind === 'T') seen.clock = payload.toString('latin1').replace('\0', '');
    if (kind === 'E') seen.entropy.push(payload.toString('hex'));
    if (kind === 'F') seen.files.push(payload.toString('latin1', 0, payload.indexOf(0)));
    if (kind === 'G') finish();
  }

  function finish(): void {
    const said = Buffer.from(JSON.stringify({ ...seen, waiting: memory.waiting ?? false }));
    say({ t: 'out', stream: 'stdout', data: said.toString('base64') });
    say(END);
    socket.end();
    socket.once('close', reset);
  }
}

/** What a fake guest's sample prints. */
export interface Seen {
  configured: boolean;
  clock: string;
  readonly entropy: string[];
  readonly files: string[];
}

const ISOLATION = {
  t: 'isolation',
  namespaces: ['user', 'pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup'],
  seccomp: 2,
  noNewPrivileges: true,
  capabilities: '0',
  landlock: 2,
  uid: 1000,
  interfaces: ['lo'],
  rootReadOnly: true,
};

const END = {
  t: 'end',
  cause: 'exited',
  code: 0,
  ms: 1,
  cpuUs: 1,
  peakMemory: 1,
  peakProcesses: 1,
  forks: 0,
  processesRefused: false,
  peakDisk: 0,
  peakFiles: 0,
  disk: 0,
  truncated: false,
  eventsDropped: 0,
};
