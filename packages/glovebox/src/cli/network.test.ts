import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { networkOf } from './network.ts';

const folder = mkdtempSync(join(tmpdir(), 'glovebox-network-'));
afterAll(() => rmSync(folder, { recursive: true }));
const broken = join(folder, 'broken.json');
writeFileSync(broken, '{"schema":"glovebox.recording/1","exchanges":[{"host":"a","port":0,"body":""}]}');

describe('the network of a command', () => {
  it('is the policy’s where nothing else is said', async () => {
    const base = { mode: 'allow', hosts: ['a.example'] } as const;
    expect(await networkOf({}, base)).toBe(base);
    expect(await networkOf({ network: 'deny' }, base)).toEqual({ mode: 'deny' });
    expect(await networkOf({ network: 'allow' }, base)).toEqual(base);
  });

  it('has the hosts and the file that are given', async () => {
    expect(await networkOf({ network: 'allow', networkHosts: ['pypi.org', '*.b.example:80,443'] }, undefined)).toEqual({
      mode: 'allow',
      hosts: ['pypi.org', '*.b.example:80,443'],
    });
    expect(
      await networkOf({ network: 'record', networkHosts: ['a.example'], networkFile: '/x/y.json' }, undefined),
    ).toEqual({
      mode: 'record',
      hosts: ['a.example'],
      file: '/x/y.json',
    });
  });

  it.each([
    [{ network: 'allow' }, /allow needs hosts/],
    [{ network: 'record', networkHosts: ['a.example'] }, /record needs file/],
    [{ network: 'replay' }, /replay needs file/],
    [{ network: 'replay', networkFile: '/nowhere.json' }, /cannot replay \/nowhere\.json: ENOENT/],
    [{ network: 'replay', networkFile: broken }, /exchanges\.0\.port/],
    [{ network: 'sinkhole', networkHosts: ['a.example'] }, /hosts does nothing with sinkhole: it is for allow, record/],
    [{ networkHosts: ['a.example'] }, /go with --network/],
    [{ network: 'allow', networkHosts: ['*'] }, /a host is a name/],
    [{ network: 'allow', networkHosts: ['http://a.example'] }, /a host is a name/],
    [{ network: 'allow', networkHosts: ['a.example:0'] }, /a host is a name/],
    [{ network: 'allow', networkHosts: ['2130706433'] }, /a host is a name/],
    [{ network: 'allow', networkHosts: ['0x7f.1:80'] }, /a host is a name/],
    [{ network: 'allow', networkHosts: ['10.0.0.1:80'] }, /a public address/],
  ] as const)('with %j is an error that says what is missing', async (given, message) => {
    await expect(networkOf(given, undefined)).rejects.toThrow(message);
  });
});
