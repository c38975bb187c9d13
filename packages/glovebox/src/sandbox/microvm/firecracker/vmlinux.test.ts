import { execFileSync } from 'node:child_process';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { resettingKernel } from './elf.ts';
import { unpackLz4 } from './lz4.ts';
import { unpackKernel } from './vmlinux.ts';

/** A kernel with some repetition in it, so that there is something to compress. */
const KERNEL = Buffer.concat([resettingKernel(), Buffer.from('the same words again and again, '.repeat(2000))]);

/** A boot image as a distribution's: a set-up sector or more, then code, then the compressed kernel and its size. */
function bootImage(packed: Buffer, { sectors = 1, protocol = 0x020f } = {}): Buffer {
  const code = 64;
  const image = Buffer.alloc((sectors + 1) * 512 + code + packed.length + 4);
  image[0x1f1] = sectors;
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(protocol, 0x206);
  image.writeUInt32LE(code, 0x248);
  image.writeUInt32LE(packed.length + 4, 0x24c);
  packed.copy(image, (sectors + 1) * 512 + code);
  image.writeUInt32LE(KERNEL.length, image.length - 4);
  return image;
}

/** LZ4's legacy frame by hand: four bytes as they are, then copies of them. */
function lz4(text: string, copies: number): Buffer {
  const more = copies * text.length - 19;
  const length = [...Array(Math.floor(more / 255)).fill(255), more % 255];
  const last = Buffer.from([0x50, ...Buffer.from('12345')]);
  const block = Buffer.concat([
    Buffer.from([(text.length << 4) | 15, ...Buffer.from(text), text.length, 0, ...length]),
    last,
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([Buffer.from([0x02, 0x21, 0x4c, 0x18]), size, block]);
}

describe("a guest's kernel", () => {
  it.each([
    ['gzip', gzipSync(KERNEL)],
    ['zstd', zstdCompressSync(KERNEL)],
    ['xz', execFileSync('/usr/bin/xz', ['--check=crc32'], { input: KERNEL })],
  ])('is unpacked from a boot image compressed with %s', async (_, packed) => {
    expect((await unpackKernel(bootImage(packed))).equals(KERNEL)).toBe(true);
    expect((await unpackKernel(bootImage(packed, { sectors: 39 }))).equals(KERNEL)).toBe(true);
  });

  it('that is an ELF file already is taken as it is', async () => {
    expect(await unpackKernel(KERNEL)).toBe(KERNEL);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.alloc(5000, 'no kernel ')],
    ['cut short', bootImage(gzipSync(KERNEL)).subarray(0, 1200)],
    ['from before its compression was written down', bootImage(gzipSync(KERNEL), { protocol: 0x0207 })],
    ['compressed in an unknown way', bootImage(Buffer.from('BZh91AY&SY'))],
    ['damaged', bootImage(Buffer.concat([gzipSync(KERNEL).subarray(0, 100), Buffer.alloc(100)]))],
    ['damaged xz', bootImage(Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), Buffer.alloc(100)]))],
    ['no ELF file inside', bootImage(gzipSync(Buffer.from('hello')))],
  ])('that is %s is refused', async (_, image) => {
    await expect(unpackKernel(image)).rejects.toMatchObject({ code: 'image-invalid', remedy: expect.any(String) });
  });
});

describe("LZ4's legacy frame", () => {
  it('is unpacked, copies of what is just being made included', () => {
    expect(unpackLz4(lz4('abcd', 200), 10_000).toString()).toBe(`${'abcd'.repeat(201)}12345`);
  });

  it.each([
    ['a block cut short', Buffer.from([2, 0x21, 0x4c, 0x18, 100, 0, 0, 0, 1])],
    ['a copy from before the beginning', Buffer.from([2, 0x21, 0x4c, 0x18, 4, 0, 0, 0, 0x10, 65, 9, 0])],
    ['a copy of distance nought', Buffer.from([2, 0x21, 0x4c, 0x18, 4, 0, 0, 0, 0x10, 65, 0, 0])],
    ['bytes that are not there', Buffer.from([2, 0x21, 0x4c, 0x18, 2, 0, 0, 0, 0xf0, 200])],
  ])('with %s is refused', (_, frame) => {
    expect(() => unpackLz4(frame, 10_000)).toThrow(RangeError);
  });

  it('that unpacks to more than is allowed is refused', () => {
    expect(() => unpackLz4(lz4('abcd', 200), 100)).toThrow('more than 100 bytes');
  });
});
