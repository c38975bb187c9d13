import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Decoy, type DecoyMaker, nonce, openFolder, secret } from './decoy.ts';
import { contains } from './files.ts';

const VSOCK = fileURLToPath(new URL('../outside/vsock.py', import.meta.url));

/** A TCP listener on loopback. Arguments: its port. Answers with a secret, so that no stand-in passes for it. */
export const tcpListener: DecoyMaker = async () => {
  const listener = await listen({ host: '127.0.0.1', port: 0 });
  return { ...listener, args: [String((listener.address as AddressInfo).port)] };
};

/** The same, with the id of a process that reaches it: the harness. */
export const tcpListenerOfProcess: DecoyMaker = async (side) => {
  const listener = await tcpListener(side);
  return { ...listener, args: [...listener.args, String(process.pid)] };
};

/** A UNIX socket anybody may connect to. Arguments: its path. */
export const unixListener: DecoyMaker = async () => {
  const folder = openFolder();
  const path = join(folder.path, 'decoy.sock');
  const listener = await listen({ path });
  chmodSync(path, 0o777);
  const remove = async () => {
    await listener.remove();
    folder.remove();
  };
  return { ...listener, args: [path], remove };
};

/** A UNIX socket in the abstract namespace. Arguments: its name without the leading NUL. */
export const abstractListener: DecoyMaker = async () => {
  const name = `glovebox-decoy-${nonce()}`;
  return { ...(await listen({ path: `\0${name}` })), args: [name] };
};

/** A container daemon's socket; inside, also where real ones are. Arguments: the paths. */
export const daemonSocket: DecoyMaker = async (side) => {
  const socket = await unixListener(side);
  const real = [
    '/var/run/docker.sock',
    '/run/docker.sock',
    '/run/containerd/containerd.sock',
    '/run/podman/podman.sock',
  ];
  return side === 'control' ? socket : { ...socket, args: [...socket.args, ...real] };
};

/** A UDP port on loopback that answers with a secret. Arguments: its port. */
export const udpPort: DecoyMaker = async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  let received = 0;
  socket.on('message', (message, sender) => {
    received += message.length;
    socket.send(secret(), sender.port, sender.address);
  });
  return {
    args: [String(socket.address().port)],
    touched: () => bytes(received),
    remove: () => void socket.close(),
  };
};

/** Somebody who talks to himself over loopback. No arguments: it is to be overheard. */
export const chatter: DecoyMaker = async () => {
  const content = secret();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const speak = setInterval(() => socket.send(content, socket.address().port, '127.0.0.1'), 50);
  const remove = () => {
    clearInterval(speak);
    socket.close();
  };
  return { args: [], touched: contains(content), remove };
};

/** A port of the host for its virtual machines, or of this one for its host. Arguments: its number. */
export const vsockPort: DecoyMaker = async () => {
  const holder = spawn('/usr/bin/python3', [VSOCK], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(holder.stdout, 'data')) as [Buffer];
  const remove = async () => {
    holder.stdin.end();
    await once(holder, 'exit');
  };
  return { args: [String(port).trim()], touched: () => undefined, remove };
};

async function listen(
  where: { path: string } | { host: string; port: number },
): Promise<Decoy & { address: AddressInfo | string | null }> {
  let received = 0;
  const server = createServer((connection) => {
    connection.on('error', () => {}); // whoever connected may be killed at any time
    connection.on('data', (data) => {
      received += data.length;
      connection.end(`${secret()}\n`);
    });
  });
  server.listen(where);
  await once(server, 'listening');
  return {
    args: [],
    address: server.address(),
    touched: () => bytes(received),
    remove: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function bytes(received: number): string | undefined {
  return received > 0 ? `${received} bytes arrived` : undefined;
}
