/** Where the kernel's own segments begin: 1 MiB, below which the firmware's tables lie. */
const LOAD_ADDRESS = 0x10_0000;

const EHDR = 64;
const PHDR = 56;

/** x86-64: asks the keyboard controller to reset the machine, which is how a guest ends Firecracker; then waits for it. */
const RESET = [
  ...[0xb0, 0xfe], // mov al, 0xfe
  ...[0xe6, 0x64], // out 0x64, al
  ...[0xf4], // hlt
  ...[0xeb, 0xfd], // jmp to the hlt
];

/** The smallest kernel: started, it ends its machine. Shows that this host can run a guest, without a guest's image. */
export function resettingKernel(): Buffer {
  const code = Buffer.from(RESET);
  const head = Buffer.alloc(EHDR + PHDR);
  head.write('\x7fELF', 0, 'latin1');
  head.set([2, 1, 1], 4); // 64 bits, little-endian, version 1
  head.writeUInt16LE(2, 16); // an executable
  head.writeUInt16LE(62, 18); // x86-64
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(BigInt(LOAD_ADDRESS), 24); // entry
  head.writeBigUInt64LE(BigInt(EHDR), 32); // program headers follow
  head.writeUInt16LE(EHDR, 52);
  head.writeUInt16LE(PHDR, 54);
  head.writeUInt16LE(1, 56); // one of them
  head.writeUInt32LE(1, EHDR); // to be loaded
  head.writeUInt32LE(5, EHDR + 4); // read and execute
  head.writeBigUInt64LE(BigInt(head.length), EHDR + 8); // where in the file
  head.writeBigUInt64LE(BigInt(LOAD_ADDRESS), EHDR + 16);
  head.writeBigUInt64LE(BigInt(LOAD_ADDRESS), EHDR + 24);
  head.writeBigUInt64LE(BigInt(code.length), EHDR + 32);
  head.writeBigUInt64LE(BigInt(code.length), EHDR + 40);
  head.writeBigUInt64LE(1n, EHDR + 48);
  return Buffer.concat([head, code]);
}

/** Whether `kernel` is what Firecracker boots on x86-64. */
export function isElf(kernel: Buffer): boolean {
  return kernel.subarray(0, 5).equals(Buffer.from('\x7fELF\x02', 'latin1'));
}
