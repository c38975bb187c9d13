/** A fake `firecracker`: run as a program, it serves the API of its description and a guest behind its vsock. */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createFakeApi, type Misbehaviour } from './api.fixture.ts';
import { resettingKernel } from './elf.ts';
import { type GuestMemory, serveGuest } from './guest.fixture.ts';
import { contractOf } from './spec.fixture.ts';

/** How one fake behaves; written into the program that stands for it. */
export interface Fake {
  /** Where it notes what the real one would have refused, and how it was started. */
  readonly notes: string;
  /** The description of the API, as JSON. */
  readonly description: string;
  readonly version?: string;
  /** Ends before anything else, with these words on standard error. */
  readonly exitsWith?: string;
  readonly opensNoSocket?: boolean;
  readonly misbehaves?: Misbehaviour;
  readonly vsock?: 'refuses' | 'silent' | 'strange' | 'dies' | 'late';
  /** The guest's kernel never resets the machine. */
  readonly neverEnds?: boolean;
}

function main(fake: Fake, args: readonly string[]): void {
  setTimeout(() => process.exit(9), 60_000); // whatever a test forgets
  appendFileSync(fake.notes, `firecracker ${args.join(' ')}\n`);
  if (fake.exitsWith !== undefined) {
    process.stderr.write(`${fake.exitsWith}\n`);
    process.exit(1);
  }
  if (fake.opensNoSocket) return;
  let guest: GuestMemory = {};
  const die = (words: string) => {
    process.stderr.write(`${words}\n`, () => process.exit(1));
  };
  const api = createFakeApi({
    contract: contractOf(JSON.parse(readFileSync(fake.description, 'utf8'))),
    folder: process.cwd(),
    ...(fake.misbehaves === undefined ? {} : { misbehaves: fake.misbehaves }),
    die,
    onViolation: (problem) => appendFileSync(fake.notes, `violation ${problem}\n`),
    remember: () => guest,
    onRunning({ udsPath, kernel, remembered }) {
      if (kernel?.equals(resettingKernel()) && !fake.neverEnds) setTimeout(() => process.exit(0), 20);
      if (udsPath === undefined) return;
      guest = (remembered as GuestMemory | undefined) ?? {};
      const listen = () => serveVsock(udsPath, fake, guest, die);
      if (fake.vsock === 'late') setTimeout(listen, 300);
      else listen();
    },
  });
  api.listen(args[args.indexOf('--api-sock') + 1]);
}

/** Joins host and guest as Firecracker's vsock does: `CONNECT port`, then `OK port`, then bytes. */
function serveVsock(path: string, fake: Fake, guest: GuestMemory, die: (words: string) => void): void {
  rmSync(path, { force: true });
  createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (asked) => {
      if (asked.toString() !== 'CONNECT 1024\n') appendFileSync(fake.notes, `violation vsock ${asked}\n`);
      if (fake.vsock === 'refuses') return socket.destroy();
      if (fake.vsock === 'dies') return die('the guest has panicked');
      if (fake.vsock === 'silent') return;
      if (fake.vsock === 'strange') return socket.write('HELLO\n');
      serveGuest(socket, guest, () => process.exit(0));
    });
  }).listen(path);
}

main(JSON.parse(process.argv[2] ?? '{}'), process.argv.slice(3));
