import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GloveboxError } from '../../../error.ts';
import type { BuildOptions } from '../../images/kind.ts';
import { baseKey, baseRootfs } from '../../images/rootfs.ts';
import { runTool } from '../../images/tool.ts';
import { own } from '../../owned.ts';
import { checkedFile } from './checked.ts';
import { cpioOf } from './cpio.ts';
import { imageKey, imagesFolder, type Manifest } from './image.ts';

/** The smallest kernel Debian has: made for virtual machines, booted as it is. */
const KERNEL_PACKAGE = 'linux-image-cloud-amd64';

/** For `microvm+jail`, with the library that the base does not bring. */
const INNER_PACKAGES = ['bubblewrap', 'libcap2'];

/** What that kernel does not have built in, of what the machine has. */
const MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_mmio',
  'drivers/block/virtio_blk',
  'drivers/char/virtio_console',
  'drivers/char/hw_random/virtio-rng',
  'net/vmw_vsock/vsock',
  'net/vmw_vsock/vmw_vsock_virtio_transport_common',
  'net/vmw_vsock/vmw_vsock_virtio_transport',
];

const MINUTES = 60_000;
const MIB = 1024 * 1024;

/** Builds the image into the cache; gives its folder. Throws `image-build-failed`, leaving nothing behind. */
export async function buildImage(say: BuildOptions['say']): Promise<string> {
  const target = join(imagesFolder(), imageKey());
  const base = await baseRootfs(say);
  const work = mkdtempSync(join(imagesFolder(), 'building-'));
  const release = own({ kind: 'folder', path: work });
  try {
    const made = join(work, 'image');
    mkdirSync(made, { mode: 0o700 });
    say("fetching the kernel from Debian's packages");
    const kernelVersion = await fetchKernel(work, made);
    say('making the disk');
    await makeDisk(base, work, join(made, 'rootfs'));
    const files = {
      kernel: await checkedFile(join(made, 'kernel')),
      modules: await checkedFile(join(made, 'modules')),
      rootfs: await checkedFile(join(made, 'rootfs')),
    };
    const manifest: Manifest = { base: baseKey(), kernelVersion, built: new Date().toISOString(), files };
    writeFileSync(join(made, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
    release();
  }
}

/** Puts `kernel` and the archive `modules` into `made`; nothing is installed. */
async function fetchKernel(work: string, made: string): Promise<string> {
  const packages = join(work, 'kernel');
  await fetchPackages(packages, [await exactKernel(work)]);
  const [kernel] = globSync('root/boot/vmlinuz-*', { cwd: packages });
  if (kernel === undefined) throw failed(`${KERNEL_PACKAGE} brought no kernel`);
  const version = basename(kernel).slice('vmlinuz-'.length);
  writeFileSync(join(made, 'kernel'), readFileSync(join(packages, kernel)), { mode: 0o644 });
  const entries = MODULES.map((path) => ({
    name: `modules/${basename(path)}.ko`,
    mode: 0o644,
    content: readFileSync(join(packages, `root/lib/modules/${version}/kernel/${path}.ko`)),
  }));
  const busybox = { name: 'bin/busybox', mode: 0o755, content: await fetchBusybox(work) };
  const folders = ['bin', 'modules'].map((name) => ({ name, mode: 0o755 }));
  writeFileSync(join(made, 'modules'), gzipSync(cpioOf([...folders, busybox, ...entries])), { mode: 0o644 });
  return version;
}

/** The package that the metapackage stands for today. */
async function exactKernel(work: string): Promise<string> {
  const said = join(work, 'depends');
  await shell(`apt-cache depends ${KERNEL_PACKAGE} > "$1"`, [said]);
  const [, name] = /Depends: (linux-image-\S+)/.exec(readFileSync(said, 'utf8')) ?? [];
  if (name === undefined) throw failed(`apt knows no package ${KERNEL_PACKAGE}`);
  return name;
}

async function fetchBusybox(work: string): Promise<Buffer> {
  const folder = join(work, 'busybox');
  await fetchPackages(folder, ['busybox-static']);
  const [path] = globSync('root/{usr/,}bin/busybox', { cwd: folder });
  if (path === undefined) throw failed('busybox-static brought no busybox');
  return readFileSync(join(folder, path));
}

/** Downloads packages and unpacks them into `folder`/root. */
async function fetchPackages(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(join(folder, 'root'), { recursive: true });
  await shell('cd "$1" && shift && apt-get -qq -o APT::Sandbox::User=root download "$@"', [folder, ...names]);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb')))
    await shell('dpkg-deb -x "$1" "$2"', [join(folder, name), join(folder, 'root')]);
}

/** A disk that is the base's tree and bubblewrap; everything in it belongs to root, whoever builds it. */
async function makeDisk(base: string, work: string, disk: string): Promise<void> {
  const inner = join(work, 'inner');
  await fetchPackages(inner, INNER_PACKAGES);
  const tree = join(work, 'tree');
  mkdirSync(tree);
  const room = Math.ceil((statSync(base).size * 1.25) / MIB) + 64;
  await shell(
    [
      'set -e',
      'tar -xf "$1" -C "$2" --no-same-owner --exclude="./dev/*"',
      'cp -a "$3"/usr/. "$2"/usr/',
      '[ ! -d "$3"/lib ] || cp -a "$3"/lib/. "$2"/usr/lib/',
      'mkdir -p "$2"/work "$2"/home/user "$2"/glovebox "$2"/run "$2"/dev "$2"/proc "$2"/sys "$2"/tmp',
      `mke2fs -q -t ext4 -O ^has_journal,^resize_inode,^metadata_csum -m 0 -b 4096 -d "$2" "$4" ${room}M`,
      'chmod 644 "$4"',
    ].join('\n'),
    [base, tree, join(inner, 'root'), disk],
    { asRoot: true },
  );
}

function shell(script: string, args: readonly string[], { asRoot = false } = {}): Promise<void> {
  const command = ['sh', '-c', script, 'sh', ...args];
  const [program = 'sh', ...rest] =
    asRoot && process.getuid?.() !== 0 ? ['unshare', '--map-root-user', ...command] : command;
  return runTool(program, rest, {
    timeoutMs: 10 * MINUTES,
    remedy:
      'It needs apt-get, dpkg-deb, tar and mke2fs (Debian, Ubuntu: apt-get install e2fsprogs), a package list (apt-get update) and 2 GB of disk.',
  });
}

function failed(why: string): GloveboxError {
  return new GloveboxError('image-build-failed', why, 'Run apt-get update and build again.');
}
