import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../policy/load.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { PRESET_NAMES } from '../policy/presets.ts';
import { sampleOfSource } from '../sample/load.ts';
import { check, run } from './examine.ts';

const sample = (code: string) => sampleOfSource(code, 'python');

describe('what a policy says of depth and backend', () => {
  it('holds where nobody asks for another', async () => {
    const quick = { ...DEFAULT_POLICY, depth: 'quick' } as const;
    expect((await check(sample('print(1)'), { policy: quick })).runs).toEqual([]);
    expect((await check(sample('print(1)'), { policy: quick, depth: 'standard' })).runs).toHaveLength(1);
  });

  it('is never passed over in silence', async () => {
    const policy = { ...DEFAULT_POLICY, depth: 'deep', backend: 'restricted' } as const;
    await expect(check(sample('print(1)'), { policy })).rejects.toMatchObject({ code: 'backend-unavailable' });
    expect((await run(sample('print(1)'), { policy: { ...DEFAULT_POLICY, backend: 'jail' } })).backend).toBe('jail');
  });
});

describe('presets', () => {
  it.each(PRESET_NAMES)('%s lets a program pass that computes and writes to its folder', async (name) => {
    const policy = { ...(await loadPolicy(name)), depth: 'standard' } as const;
    const code = "import json\n\nwith open('out.json', 'w') as out:\n    json.dump({'sum': sum(range(10))}, out)\n";
    expect((await check(sample(code), { policy })).verdict.decision).toBe('allow');
  });

  it.each<[string, string]>([
    ['library', "import subprocess\n\nsubprocess.run(['ls'])"],
    ['library', "import urllib.request\n\nurllib.request.urlopen('http://a.example/')"],
    ['agent-tool', "import socket\n\nsocket.create_connection(('a.example', 80))"],
    ['agent-tool', "open('/home/user/notes.txt', 'w').write('a')"],
    ['strict', "import urllib.request\n\nurllib.request.urlopen('http://a.example/')"],
  ])('%s blocks what its kind does not do: %j', async (name, code) => {
    const policy = await loadPolicy(name);
    expect((await check(sample(code), { policy })).verdict.decision).toBe('block');
    expect((await check(sample(code), {})).verdict.decision).not.toBe('block');
  });

  it.each(PRESET_NAMES)('%s accepts no reading of a credential', async (name) => {
    const policy = { ...(await loadPolicy(name)), depth: 'standard' } as const;
    const code = "import os\n\nprint(open(os.path.expanduser('~/.ssh/id_rsa')).read())";
    const { findings, verdict } = await check(sample(code), { policy });
    expect(findings.map(({ status }) => status)).not.toContain('overridden');
    expect(verdict.decision).toBe('block');
  });
});
