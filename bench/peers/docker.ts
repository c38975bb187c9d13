import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { startDockerd } from '../../scripts/docker/dockerd.ts';
import { runCommand } from '../command.ts';
import { program } from '../programs.ts';
import { peerCache } from './cache.ts';
import { findProgram, needPrograms } from './install.ts';
import type { Peer } from './peer.ts';

const IMAGE = 'glovebox-bench-python';
const IMAGE_MS = 10 * 60_000;

/** A Docker daemon of the bench's own, apart from any other on this machine, with an image of Debian's Python. Needs root. */
export async function startDocker(): Promise<Peer & { readonly socket: string }> {
  await needPrograms('docker run', { dockerd: 'docker.io', docker: 'docker.io', mmdebstrap: 'mmdebstrap' });
  const rootfs = await makeRootfs();
  const daemon = await startDockerd();
  const docker = [findProgram('docker') ?? 'docker', '-H', `unix://${daemon.socket}`];
  try {
    await runCommand([...docker, 'import', rootfs, IMAGE], { timeoutMs: IMAGE_MS });
    const run = ['run', '--rm', '--network', 'none', IMAGE, 'python3', '/hello.py'];
    return { command: [...docker, ...run], socket: daemon.socket, stop: daemon.stop };
  } catch (cause) {
    await daemon.stop();
    throw cause;
  }
}

/** No registry is asked: the image is made of the packages of the distribution, once. */
async function makeRootfs(): Promise<string> {
  const rootfs = join(peerCache('docker'), 'python-bookworm.tar');
  if (existsSync(rootfs)) return rootfs;
  console.error(`bench: making a Debian image with Python in ${rootfs}, for docker run`);
  const unfinished = `${rootfs}.part.tar`;
  const content = ['--include=python3-minimal', `--customize-hook=copy-in ${program('hello.py')} /`];
  await runCommand(['mmdebstrap', '--quiet', '--variant=essential', ...content, 'bookworm', unfinished], {
    timeoutMs: IMAGE_MS,
  });
  renameSync(unfinished, rootfs);
  return rootfs;
}
