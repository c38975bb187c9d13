import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { GloveboxError } from '../../../error.ts';
import { isElf } from './elf.ts';
import { LZ4_LEGACY, unpackLz4 } from './lz4.ts';

/** A kernel is 30 to 60 MiB; a file that unpacks to more is no kernel. */
const LARGEST = 512 * 1024 * 1024;

/**
 * The kernel proper (an ELF file), which is what Firecracker boots, from a distribution's `vmlinuz`, which holds it compressed
 * behind code of its own. Returns an ELF file as it is. Throws `image-invalid`. The layout is that of the kernel's
 * Documentation/arch/x86/boot.rst, from boot protocol 2.08 on.
 */
export async function unpackKernel(vmlinuz: Buffer): Promise<Buffer> {
  if (isElf(vmlinuz)) return vmlinuz;
  const payload = payloadOf(vmlinuz);
  const packing = PACKINGS.find(({ magic }) => payload.subarray(0, magic.length).equals(Buffer.from(magic)));
  if (packing === undefined)
    throw invalid(`is compressed in an unknown way (${payload.subarray(0, 4).toString('hex')})`);
  let kernel: Buffer;
  try {
    kernel = await packing.unpack(payload);
  } catch (cause) {
    throw invalid(`cannot be unpacked with ${packing.name}: ${(cause as Error).message.trim()}`, cause);
  }
  if (!isElf(kernel)) throw invalid(`holds no ELF file behind its ${packing.name} compression`);
  return kernel;
}

/** Offsets of the set-up header's fields. */
const SETUP_SECTORS = 0x1f1;
const MAGIC = 0x202;
const PROTOCOL = 0x206;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;

function payloadOf(vmlinuz: Buffer): Buffer {
  if (vmlinuz.length < 0x250 || vmlinuz.toString('latin1', MAGIC, MAGIC + 4) !== 'HdrS')
    throw invalid('is neither an ELF file nor an x86 boot image');
  if (vmlinuz.readUInt16LE(PROTOCOL) < 0x0208) throw invalid('is too old: its boot protocol is before 2.08');
  const sectors = vmlinuz[SETUP_SECTORS] || 4; // 0 means 4, says the protocol
  const start = (sectors + 1) * 512 + vmlinuz.readUInt32LE(PAYLOAD_OFFSET);
  const end = start + vmlinuz.readUInt32LE(PAYLOAD_LENGTH);
  if (end > vmlinuz.length || end - start < 8) throw invalid('is cut short');
  // The last four bytes are the unpacked size, which is the boot loader's, not the compression's.
  return vmlinuz.subarray(start, end - 4);
}

const PACKINGS = [
  { name: 'gzip', magic: [0x1f, 0x8b], unpack: bounded(promisify(gunzip)) },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], unpack: bounded(promisify(zstdDecompress)) },
  { name: 'lz4', magic: LZ4_LEGACY, unpack: async (payload: Buffer) => unpackLz4(payload, LARGEST) },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58], unpack: xz },
] as const;

function bounded(unpack: (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>) {
  return (payload: Buffer) => unpack(payload, { maxOutputLength: LARGEST });
}

async function xz(payload: Buffer): Promise<Buffer> {
  const unpacking = promisify(execFile)('xz', ['--decompress', '--stdout', '--single-stream'], {
    encoding: 'buffer',
    maxBuffer: LARGEST,
    timeout: 60_000,
  });
  unpacking.child.stdin?.on('error', () => {}); // it ended before it read everything; its exit says why
  unpacking.child.stdin?.end(payload);
  return (await unpacking).stdout;
}

function invalid(what: string, cause?: unknown): GloveboxError {
  return new GloveboxError(
    'image-invalid',
    `the guest's kernel ${what}`,
    "Build the guest's image again with `glovebox images build microvm`.",
    { cause },
  );
}
