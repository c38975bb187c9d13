import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dialogue, Talk } from './dialogue.ts';
import type { Call } from './record.ts';
import { bodyOf, scripted } from './replies.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  USER: '331 Please specify the password.\r\n',
  PASS: '230 Login successful.\r\n',
  SYST: '215 UNIX Type: L8\r\n',
  FEAT: '211-Features:\r\n EPSV\r\n PASV\r\n UTF8\r\n211 End\r\n',
  PWD: '257 "/" is the current directory\r\n',
  TYPE: '200 Switching mode.\r\n',
  NOOP: '200 NOOP ok.\r\n',
  OPTS: '200 Ok.\r\n',
  CWD: '250 Directory successfully changed.\r\n',
  MKD: '257 created\r\n',
  DELE: '250 Delete operation successful.\r\n',
  SIZE: '550 Could not get file size.\r\n',
  MDTM: '550 Could not get file modification time.\r\n',
};
const MOVES = ['STOR', 'APPE', 'RETR', 'LIST', 'NLST', 'MLSD'];
/** Ports of data connections, one after the other. */
const FIRST_PORT = 40_000;
const PORTS = 20_000;
let nextPort = 0;

/** FTP (RFC 959) with passive data connections: what is stored is kept, what is fetched is the policy's or empty. */
export function ftpDialogue(): Dialogue {
  let data: Promise<{ socket: Duplex; call: Call }> | undefined;
  return {
    protocol: 'ftp',
    greeting: '220 (vsFTPd 3.0.3)\r\n',
    line(line, talk) {
      const [verb = '', ...words] = line.split(' ');
      const name = verb.toUpperCase();
      if (name === 'QUIT') {
        talk.end();
        return '221 Goodbye.\r\n';
      }
      if (name === 'PASV' || name === 'EPSV') {
        const port = FIRST_PORT + (nextPort++ % PORTS);
        data = expect(talk, port);
        return passive(name, talk.scene.call.address, port);
      }
      if (MOVES.includes(name) && data !== undefined) {
        const moved = data;
        data = undefined;
        void moved.then(({ socket, call }) => move(name, words.join(' '), talk, socket, call));
        return '150 Ok to send data.\r\n';
      }
      return SIMPLE[name] ?? '502 Command not implemented.\r\n';
    },
  };
}

function expect({ scene }: Talk, port: number): Promise<{ socket: Duplex; call: Call }> {
  const { expected } = scene.world;
  const place = `${scene.call.address}:${port}`;
  return new Promise((resolve) => {
    expected.set(place, (socket, call) => {
      expected.delete(place);
      resolve({ socket, call });
    });
  });
}

function passive(verb: string, address: string, port: number): string {
  if (verb === 'EPSV') return `229 Entering Extended Passive Mode (|||${port}|)\r\n`;
  if (isIP(address) !== 4) return '425 Use EPSV.\r\n';
  return `227 Entering Passive Mode (${address.replaceAll('.', ',')},${port >> 8},${port & 255}).\r\n`;
}

function move(verb: string, path: string, talk: Talk, socket: Duplex, call: Call): void {
  const { world, host } = talk.scene;
  const exchange = world.record.begin(call, 'ftp', host, verb);
  exchange.url = `ftp://${host}/${path.replace(/^\//, '')}`;
  const done = () => talk.say('226 Transfer complete.\r\n');
  socket.on('error', () => {});
  if (verb === 'STOR' || verb === 'APPE') {
    socket.on('data', (chunk: Buffer) => exchange.sent.add(chunk));
    socket.on('end', () => {
      socket.end();
      done();
    });
    socket.resume();
    return;
  }
  const own = verb === 'RETR' ? scripted(world.replies, host, `/${path.replace(/^\//, '')}`) : undefined;
  const body = own === undefined ? Buffer.alloc(0) : bodyOf(own);
  if (own !== undefined) exchange.scripted = true;
  exchange.reply.add(body);
  socket.resume();
  socket.end(body, done);
}
