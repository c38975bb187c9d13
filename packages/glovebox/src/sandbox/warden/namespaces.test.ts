import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectNamespaces, separateNamespaces } from './namespaces.ts';

const own = Object.fromEntries(
  ['pid', 'mnt', 'net', 'ipc', 'uts'].map((kind) => [kind, readlinkSync(`/proc/self/ns/${kind}`)]),
);
const others = Object.fromEntries(Object.keys(own).map((kind) => [kind, `${kind}:[1]`]));

describe.skipIf(readdirSync('/proc/self/ns').length === 0)('namespaces', () => {
  it('are told apart by their numbers, and no other kind is believed in', () => {
    expect(separateNamespaces({ namespaceIds: { ...others, pid: own.pid ?? '' } })).toEqual([
      'mnt',
      'net',
      'ipc',
      'uts',
    ]);
    expect(separateNamespaces({ namespaceIds: { '../../../etc/passwd': 'x' } })).toEqual([]);
  });

  it('of its own are all needed', () => {
    expectNamespaces({ namespaceIds: others });
    for (const kind of Object.keys(own)) {
      const shared = { namespaceIds: { ...others, [kind]: own[kind] ?? '' } };
      expect(() => expectNamespaces(shared)).toThrow(`with the host: ${kind}`);
    }
    expect(() => expectNamespaces({})).toThrow('pid, mnt, net, ipc, uts');
  });
});
