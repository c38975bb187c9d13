import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MachineConfig } from '../machine.ts';
import { readDescription, SPEC_MISSING } from './description.fixture.ts';
import { type ApiRequest, bootRequests, proofRequests, restoreRequests, snapshotRequests } from './requests.ts';
import { contractOf } from './spec.fixture.ts';

if (SPEC_MISSING !== undefined)
  console.warn(`skipped: the requests against Firecracker's description: ${SPEC_MISSING}`);

const configs: fc.Arbitrary<MachineConfig> = fc.record({
  kernel: fc.string(),
  initramfs: fc.string(),
  rootfs: fc.string(),
  commandLine: fc.array(fc.stringMatching(/^[a-z.]{1,20}=[a-z0-9/]{0,20}$/), { maxLength: 20 }),
  memoryBytes: fc.integer({ min: 1, max: 64 * 2 ** 30 }),
  cpus: fc.double({ min: 0.01, max: 1000, noNaN: true }),
});

describe.skipIf(SPEC_MISSING !== undefined)("every request, against Firecracker's published description", () => {
  const contract = SPEC_MISSING === undefined ? contractOf(readDescription()) : undefined;
  const problems = (asked: readonly ApiRequest[]) =>
    asked.map((one) => contract?.problem(one)).filter((one) => one !== undefined);

  it('is one it knows, with a body it takes, whatever machine is wanted', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const all = [...bootRequests(config), ...snapshotRequests(), ...restoreRequests(), ...proofRequests()];
        expect(problems(all)).toEqual([]);
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });

  it('comes in a state in which it is allowed', () => {
    fc.assert(
      fc.property(configs, (config) => {
        for (const before of [bootRequests(config), restoreRequests(), proofRequests()])
          expect(before.map((one) => contract?.phase(one))).not.toContain('post-boot');
        expect(snapshotRequests().map((one) => contract?.phase(one))).not.toContain('pre-boot');
      }),
      { numRuns: 50, seed: 20261123 },
    );
  });

  it.each([
    ['a field that is not there', { method: 'PUT', path: '/vsock', body: { guest_cid: 3, uds_path: 'a', more: 1 } }],
    ['a field that is missing', { method: 'PUT', path: '/vsock', body: { guest_cid: 3 } }],
    ['a value out of range', { method: 'PUT', path: '/vsock', body: { guest_cid: 2, uds_path: 'a' } }],
    ['a word it does not know', { method: 'PUT', path: '/actions', body: { action_type: 'InstanceStop' } }],
    ['another method', { method: 'PATCH', path: '/boot-source', body: { kernel_image_path: 'a' } }],
    ['another path', { method: 'PUT', path: '/vsocks/1', body: { guest_cid: 3, uds_path: 'a' } }],
    ['two names for a drive', { method: 'PUT', path: '/drives/a', body: { drive_id: 'b', is_root_device: false } }],
    ['a nested field that is not there', { method: 'PUT', path: '/entropy', body: { rate_limiter: { bytes: 1 } } }],
  ] as const)('would be refused with %s', (_, asked) => {
    expect(problems([{ purpose: '', ...asked }])).toHaveLength(1);
  });
});

describe('a machine', () => {
  const sent = (config: Partial<MachineConfig>) =>
    bootRequests({ kernel: '', initramfs: '', rootfs: '', commandLine: [], memoryBytes: 2 ** 28, cpus: 1, ...config });
  const bodyAt = (path: string, config: Partial<MachineConfig> = {}) =>
    sent(config).find((one) => one.path === path)?.body as Record<string, unknown>;

  it.each([
    [0.5, 1],
    [1, 1],
    [1.5, 2],
    [3, 4],
    [100, 32],
  ])('with %f of a processor has %i', (cpus, count) => {
    expect(bodyAt('/machine-config', { cpus }).vcpu_count).toBe(count);
  });

  it('has every byte that was asked for', () => {
    expect(bodyAt('/machine-config', { memoryBytes: 2 ** 28 + 1 }).mem_size_mib).toBe(257);
  });

  it('has a disk it cannot write to, no network, and no path of the host', () => {
    expect(bodyAt('/drives/rootfs')).toMatchObject({ is_read_only: true, path_on_host: 'rootfs' });
    expect(sent({}).map((one) => one.path)).toEqual([
      '/machine-config',
      '/boot-source',
      '/drives/rootfs',
      '/vsock',
      '/entropy',
      '/actions',
    ]);
    expect(JSON.stringify(sent({ kernel: '/host/k', initramfs: '/host/i', rootfs: '/host/r' }))).not.toContain('/host');
  });
});
