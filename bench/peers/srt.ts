import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../programs.ts';
import { peerCache } from './cache.ts';
import { needNpmPackage, needPrograms } from './install.ts';
import type { Peer } from './peer.ts';

const PACKAGE = '@anthropic-ai/sandbox-runtime';

/** Anthropic's sandbox runtime: bubblewrap with proxies, started once a command. Throws when it cannot be had. */
export async function startSrt(): Promise<Peer> {
  const folder = peerCache('srt');
  await needPrograms(PACKAGE, { bwrap: 'bubblewrap', rg: 'ripgrep', socat: 'socat' });
  await needNpmPackage(PACKAGE, PACKAGE, folder);
  const home = join(folder, 'node_modules', PACKAGE);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { bin: { srt: string } };
  // By the same Node as ours: which one is first on PATH must not matter.
  return { command: [process.execPath, join(home, bin.srt), 'python3', program('hello.py')], stop: async () => {} };
}
