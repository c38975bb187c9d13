import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gloveboxLayer } from '../../images/layer.ts';
import { BUILT, demandNative } from '../../warden/native.ts';
import { PACKAGE_ROOT } from '../../warden/warden.ts';
import { type CpioEntry, cpioOf } from './cpio.ts';

const VM = `${PACKAGE_ROOT}/guest/vm`;
const FOLDERS = ['dev', 'proc', 'sys', 'disk', 'glovebox/vm'];

/**
 * What the guest's kernel starts with: the modules of the image in `folder`, our init, and what changes with Glovebox itself, the
 * agents and the warden. It is made anew whenever one of them changes; the image stays.
 */
export function initramfsFor(folder: string): { initramfs: string; hash: string } {
  const entries = ourEntries();
  const hash = createHash('sha256');
  for (const { name, mode, content = '' } of entries)
    hash.update(`${name}\0${mode}\0${content.length}\0`).update(content);
  const digest = hash.digest('hex');
  const initramfs = join(folder, `initramfs-${digest.slice(0, 12)}`);
  if (!existsSync(initramfs)) {
    const modules = gunzipSync(readFileSync(join(folder, 'modules')));
    const made = `${initramfs}.${process.pid}.part`;
    // The kernel unpacks archives that follow each other.
    writeFileSync(made, gzipSync(Buffer.concat([modules, cpioOf(entries)]), { level: 1 }), { mode: 0o644 });
    renameSync(made, initramfs);
  }
  return { initramfs, hash: digest };
}

function ourEntries(): CpioEntry[] {
  const script = (name: string) => readFileSync(`${VM}/${name}`);
  const bridge = demandNative()?.bridge ?? BUILT.bridge;
  const layer = gloveboxLayer();
  return [
    ...layer.filter((entry) => entry.name === 'glovebox').map(({ name, mode }) => ({ name, mode })),
    ...FOLDERS.map((name) => ({ name, mode: 0o755 })),
    { name: 'init', mode: 0o755, content: script('init.sh') },
    { name: 'glovebox/vm/start.sh', mode: 0o755, content: script('start.sh') },
    ...(existsSync(bridge) ? [{ name: 'glovebox/vm/vsock-bridge', mode: 0o755, content: readFileSync(bridge) }] : []),
    ...layer
      .filter((entry) => entry.name !== 'glovebox')
      .map(({ name, mode, content }) =>
        content === undefined ? { name, mode } : { name, mode, content: Buffer.from(content) },
      ),
  ];
}
