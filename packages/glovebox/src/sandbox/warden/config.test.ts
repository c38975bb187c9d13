import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGE_ROOT, wardenPath } from './warden.ts';

const NATIVE = `${PACKAGE_ROOT}/native/warden`;

const LEGAL = [
  'bwrap=/usr/bin/bwrap',
  'exec=/bin/true',
  'place=/work',
  'limit.memory=268435456',
  'limit.processes=50',
  'limit.wall_ms=1000',
  'limit.output=1000',
  'limit.disk=1000000',
  'limit.files=100',
  'limit.descriptors=64',
  'limit.cpu_permille=500',
];

const GIVEN = LEGAL.slice(1);

const NETWORK = [
  `network=glovebox-sinkhole-1 ${'0123456789abcdef'.repeat(4)}`,
  'network.authority=-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n',
];

function check(records: readonly string[]) {
  const input = records.map((record) => `${record}\0`).join('');
  const { status, stderr } = spawnSync(wardenPath(), ['check-config'], { input, encoding: 'utf8' });
  return { status, stderr };
}

describe("the warden's configuration", () => {
  it('is accepted when every key is known and every limit is set', () => {
    expect(check(LEGAL)).toEqual({ status: 0, stderr: '' });
  });

  it('is accepted with a network that is played', () => {
    expect(check([...LEGAL, ...NETWORK])).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['a process namespace of its own', ['uid=100000', 'own_namespaces=1', 'mount_places=1', 'session=1']],
    ['a network that is played', NETWORK],
    ['a network that root makes and then leaves', [...NETWORK, 'descend=1000']],
    ['hints without the kernel', ['uid=4242', 'notify=0', 'cgroup.given=/sys/fs/cgroup']],
  ])('is accepted in given walls, without a launcher: %s', (_, records) => {
    expect(check([...GIVEN, ...records])).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['own namespaces beside a launcher', [...LEGAL, 'own_namespaces=1', 'mount_places=1'], 'are for given walls'],
    ['mounted places beside a launcher', [...LEGAL, 'mount_places=1'], 'are for given walls'],
    ['a jail that the kernel does not observe', [...LEGAL, 'notify=0'], 'are for given walls'],
    ['own namespaces over places of others', [...GIVEN, 'own_namespaces=1'], 'needs mount_places=1'],
    ['notifications that nobody wants', [...GIVEN, 'observe=0', 'notify=1'], 'needs observe=1'],
    ['a flag that is neither 0 nor 1', [...GIVEN, 'notify=yes'], 'illegal value for notify'],
    ['a limit in a cgroup of others', [...LEGAL, 'cgroup.given=/x', 'cgroup.write=pids.max=1'], 'cgroup.write'],
    ['staged sources without a launcher', [...GIVEN, 'stage_dir=/mnt', 'stage=0=/root'], 'need a bwrap='],
    [
      'a network that the kernel does not tell of',
      [...GIVEN, ...NETWORK, 'uid=4242', 'notify=0'],
      'needs observe=1 and notify=1',
    ],
    ['a network that nobody observes', [...LEGAL, ...NETWORK, 'observe=0'], 'needs observe=1 and notify=1'],
    ['a user to become without a network', [...GIVEN, 'descend=1000'], 'descend= is for given walls with a network='],
    ['a user to become in a jail', [...LEGAL, ...NETWORK, 'descend=1000'], 'descend= is for given walls'],
    ['root as the user to become', [...GIVEN, ...NETWORK, 'descend=0'], 'illegal value for descend'],
    ['a network without an authority', [...LEGAL, ...NETWORK.slice(0, 1)], 'go together'],
    ['a network without its word', [...LEGAL, 'network=glovebox-sinkhole-1'], 'illegal value for network'],
    [
      'a name that leaves its namespace',
      [...LEGAL, `network=/run/x.sock ${'0'.repeat(64)}`],
      'illegal value for network',
    ],
    ['an authority that is none', [...LEGAL, 'network.authority=x'], 'illegal value for network.authority'],
    ['an unknown key', [...LEGAL, 'limit.gold=1'], 'unknown key limit.gold'],
    ['a limit that is no number', [...LEGAL, 'limit.memory=lots'], 'illegal value for limit.memory'],
    ['a negative limit', [...LEGAL, 'limit.files=-1'], 'illegal value for limit.files'],
    ['a number beyond 64 bits', [...LEGAL, 'limit.memory=99999999999999999999999'], 'illegal value for limit.memory'],
    ['a missing limit', LEGAL.filter((record) => !record.startsWith('limit.disk')), 'limit.* record is missing'],
    ['a relative place', [...LEGAL, 'place=work'], 'illegal value for place'],
    ['a place that climbs', [...LEGAL, 'place=/work/../etc'], 'illegal value for place'],
    [
      'a cgroup file in another folder',
      [...LEGAL, 'cgroup=/x', 'cgroup.write=../pids.max=1'],
      'illegal value for cgroup.write',
    ],
    ['root as the user to become', [...LEGAL, 'uid=0'], 'illegal value for uid'],
    ['no program', LEGAL.filter((record) => !record.startsWith('exec')), 'nothing to execute'],
    ['a record without a value', [...LEGAL, 'observe'], "a record without '='"],
  ])('is refused with %s', (_, records, complaint) => {
    const { status, stderr } = check(records);
    expect(stderr).toContain(complaint);
    expect(status).toBe(2);
  });

  describe('under a fuzzer with address and undefined-behaviour sanitizers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-fuzz-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('survives 200,000 damaged inputs', () => {
      const binary = join(folder, 'fuzz-config');
      const sources = ['fuzz/config.c', 'config.c', 'common.c'].map((name) => `${NATIVE}/${name}`);
      execFileSync('cc', [
        '-g',
        '-O1',
        '-fsanitize=address,undefined',
        '-fno-sanitize-recover=all',
        '-o',
        binary,
        ...sources,
      ]);
      const said = execFileSync(binary, ['200000', '20261123'], { encoding: 'utf8' });
      expect(said).toMatch(/^200000 inputs, [1-9]\d* legal, [1-9]\d* refused/);
    });
  });
});
