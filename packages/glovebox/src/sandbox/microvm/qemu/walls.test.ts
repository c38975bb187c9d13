import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kvmReachable, machineUser } from './walls.ts';

describe.skipIf(process.getuid?.() !== 0)('a QEMU with KVM', () => {
  it.each([
    [0o600, 0, false],
    [0o660, 0, false],
    [0o660, 4711, true],
    [0o666, 0, true],
  ])('whose device is %o of group %i is never root', (mode, gid, reachable) => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-kvm-'));
    try {
      const device = join(folder, 'kvm');
      writeFileSync(device, '');
      chownSync(device, 0, gid);
      chmodSync(device, mode);
      expect(kvmReachable(device)).toBe(reachable);
      if (reachable) expect(machineUser(1, 'kvm', device).uid).toBeGreaterThan(0);
      else expect(() => machineUser(1, 'kvm', device)).toThrow('never run as root');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
