import { describe, expect, it } from 'vitest';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import { DEFAULT_POLICY, policyDigest } from './policy.ts';
import type { PolicyReader } from './reader.ts';
import { policyResolver, resolvePolicy } from './resolve.ts';

/** A tree that is no disk’s, such as a commit’s. */
function tree(files: Record<string, string>): PolicyReader {
  return { read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined) };
}

const FILE = 'glovebox.policy.yaml';

describe('the policy for a path', () => {
  it('is the default where no folder above has one', async () => {
    expect(await resolvePolicy({ reader: tree({}), from: 'src/a.py' })).toEqual({
      policy: DEFAULT_POLICY,
      sections: [],
    });
  });

  it.each([
    ['src/deep/a.py', 'src/glovebox.policy.yaml', 10],
    ['src/glovebox.policy.yaml', 'src/glovebox.policy.yaml', 10],
    ['src/', 'src/glovebox.policy.yaml', 10],
    ['other/a.py', FILE, 20],
    ['a.py', FILE, 20],
    ['', FILE, 20],
  ])('of %j is the nearest one, %s', async (from, file, review) => {
    const reader = tree({ [FILE]: 'thresholds: { review: 20 }', [`src/${FILE}`]: 'thresholds: { review: 10 }' });
    const resolved = await resolvePolicy({ reader, from });
    expect(resolved.file).toBe(file);
    expect(resolved.policy.thresholds).toEqual({ review, block: 60 });
  });

  it('is read once for many paths', async () => {
    const read: string[] = [];
    const files = tree({ [FILE]: 'depth: quick' });
    const resolve = policyResolver({
      read: async (path, most) => {
        read.push(path);
        return files.read(path, most);
      },
    });
    await Promise.all(['a.py', 'b.py', 'c.py'].map(resolve));
    expect(read).toEqual([FILE]);
  });

  it('has the sections whose globs match, the later one over the earlier one', async () => {
    const reader = tree({
      [FILE]: [
        'permit: { file.write: [./out/**] }',
        'limits: hardened',
        'paths:',
        '  "tools/**": { depth: quick, limits: { wallMs: 500 }, permit: { process.spawn: [git] } }',
        '  "**/*.sh": { depth: deep }',
        '  "docs/**": { depth: quick }',
      ].join('\n'),
    });
    const resolved = await resolvePolicy({ reader, from: 'tools/.ci/build.sh' });
    expect(resolved.sections).toEqual(['tools/**', '**/*.sh']);
    expect(resolved.policy).toEqual({
      limits: { ...LIMIT_PROFILES.hardened, wallMs: 500 },
      thresholds: DEFAULT_POLICY.thresholds,
      depth: 'deep',
      permit: { 'file.write': ['./out/**'], 'process.spawn': ['git'] },
    });
  });

  it('has another digest for everything that decides', async () => {
    const says = [
      'depth: deep',
      'backend: microvm',
      'thresholds: { block: 61 }',
      'permit: {}',
      'imports: { allow: [] }',
    ];
    const more = ['canaries: false', 'network: sinkhole', 'explore: { runs: 1 }', 'targets: { device: [] }'];
    const all = [...says, ...more, 'limits: hardened', 'authors: { trusted: [me@example.com] }', ''];
    const digests = await Promise.all(
      all.map(async (text) =>
        policyDigest((await resolvePolicy({ reader: tree({ [FILE]: text }), from: 'a.py' })).policy),
      ),
    );
    expect(new Set(digests).size).toBe(all.length);
  });
});

describe('extends', () => {
  it('lays its own over presets and files, lists of permits united', async () => {
    const reader = tree({
      'policies/base.yaml':
        'imports: { allow: [json] }\nthresholds: { review: 5, block: 50 }\nnetwork: { mode: allow, hosts: [a.example] }',
      [FILE]:
        'extends: [strict, policies/base.yaml]\nimports: { allow: [requests, node:fs] }\nnetwork: { mode: allow, hosts: [b.example] }',
    });
    const { policy } = await resolvePolicy({ reader, from: 'a.py' });
    expect(policy.imports?.allow).toEqual(['json', 'requests', 'fs']);
    expect(policy.network?.hosts).toEqual(['a.example', 'b.example']);
    expect(policy.thresholds).toEqual({ review: 5, block: 50 });
  });

  it('takes over nothing of the keys to replace', async () => {
    const reader = tree({
      'base.yaml':
        'imports: { allow: [json] }\npermit: { file.write: [./a], process.spawn: [git] }\nlimits: hardened\npaths: { "*.py": { depth: deep } }',
      [FILE]:
        'extends: ./base.yaml\nreplace: [imports, permit.file.write, limits, paths]\nimports: { allow: [os] }\npermit: { file.write: [./b] }',
    });
    const { policy } = await resolvePolicy({ reader, from: 'a.py' });
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      imports: { allow: ['os'] },
      permit: { 'file.write': ['./b'], 'process.spawn': ['git'] },
    });
  });

  it('holds for a section alone where a section says it', async () => {
    const reader = tree({ [FILE]: 'paths: { "gen/**": { extends: strict } }' });
    const thresholds = async (from: string) => (await resolvePolicy({ reader, from })).policy.thresholds;
    expect(await thresholds('gen/a.py')).toEqual({ review: 1, block: 1 });
    expect(await thresholds('src/a.py')).toEqual(DEFAULT_POLICY.thresholds);
  });

  it.each([
    [
      { [FILE]: 'depth: quick\nextends: nowhere.yaml' },
      /^glovebox\.policy\.yaml:2: extends names nowhere\.yaml, which is neither/,
    ],
    [{ [FILE]: 'extends:\n  - strict\n  - lax' }, /^glovebox\.policy\.yaml:3: extends names lax/],
    [{ [FILE]: 'extends: ../up.yaml' }, /outside of what is read/],
    [{ [FILE]: 'extends: /etc/passwd' }, /outside of what is read/],
    [
      { [FILE]: 'extends: b.yaml', 'b.yaml': 'extends: ./glovebox.policy.yaml' },
      /^b\.yaml:1: extends goes in a circle/,
    ],
    [{ [FILE]: 'extends: b.yaml', 'b.yaml': 'dept: quick' }, /^b\.yaml:1: unknown key dept/],
    [{ [FILE]: 'network: { mode: record, hosts: [a.example], file: x.json }' }, /needs x\.json on disk/],
    [{ [FILE]: 'network: { mode: sinkhole, replies: [{ host: a, file: x }] }' }, /cannot read the reply x/],
    [
      { [FILE]: 'extends: strict\nthresholds: { review: 2 }' },
      /^glovebox\.policy\.yaml:2: thresholds would be review 2 and block 1/,
    ],
  ])('%j is an error that says where', async (files, message) => {
    await expect(resolvePolicy({ reader: tree(files), from: 'a.py' })).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    });
  });

  it('is bounded in depth and in number', async () => {
    const chain = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.yaml`, `extends: ${at + 1}.yaml`]));
    await expect(resolvePolicy({ reader: tree({ ...chain, [FILE]: 'extends: 0.yaml' }), from: 'a' })).rejects.toThrow(
      /more than 10 files extend one another/,
    );
    const wide = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [
        `${at}.yaml`,
        `extends: [${Array(20)
          .fill(`${at + 1}.yaml`)
          .join(', ')}]`,
      ]),
    );
    const many = tree({ ...wide, [FILE]: 'extends: 0.yaml', '5.yaml': '' });
    await expect(resolvePolicy({ reader: many, from: 'a' })).rejects.toThrow(/more than 50 files/);
  });
});
