import { startDockerd } from '../../../../../scripts/docker/dockerd.ts';
import { identify } from '../../sample/identify.ts';
import type { Language, Sample } from '../../sample/sample.ts';
import type { Backend } from '../backend.ts';
import { containerImages } from '../images/container.ts';
import { LIMIT_PROFILES, type Limits } from '../limits.ts';
import type { Run } from '../run.ts';

/** A daemon for one test file, with the image of this version in it. */
export async function dockerWithImage(): Promise<{
  socket: string;
  address: string;
  pid: number;
  stop(): Promise<void>;
}> {
  const daemon = await startDockerd();
  const address = `unix://${daemon.socket}`;
  try {
    await containerImages(address).build({ say: () => {} });
  } catch (cause) {
    await daemon.stop();
    throw cause;
  }
  return { ...daemon, address };
}

/** Why no daemon can be started here; undefined where one can. */
export const NO_DAEMON = process.getuid?.() === 0 ? undefined : 'a Docker daemon of our own needs root';

export function sampleOf(
  code: string,
  {
    language = 'python',
    args = [],
    files = {},
  }: { language?: Language; args?: string[]; files?: Record<string, string> } = {},
): Sample {
  const entry = { python: 'main.py', javascript: 'main.js', typescript: 'main.ts', bash: 'main.sh', wasm: 'main.wasm' }[
    language
  ];
  const all = Object.entries({ ...files, [entry]: code }).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return { id: identify(language, entry, all), language, entry, files: all, args };
}

export function runIn(
  backend: Backend,
  code: string,
  limits: Partial<Limits> = {},
  more: Parameters<typeof sampleOf>[1] & { stdin?: string } = {},
): Promise<Run> {
  return backend.run(sampleOf(code, more), {
    limits: { ...LIMIT_PROFILES.default, ...limits },
    observe: true,
    ...(more.stdin === undefined ? {} : { stdin: Buffer.from(more.stdin) }),
  });
}
