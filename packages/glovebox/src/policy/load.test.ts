import { describe, expect, it } from 'vitest';
import { TARGET_CLASSES } from '../inspect/targets.ts';
import { LIMIT_PROFILES } from '../sandbox/limits.ts';
import { loadPolicy, parsePolicy } from './load.ts';
import { DEFAULT_POLICY, policyDigest } from './policy.ts';

describe('a policy file', () => {
  it('may be empty, which is the default', async () => {
    expect(await parsePolicy('p.yaml', '')).toEqual(DEFAULT_POLICY);
  });

  it('names a profile, changes single limits, thresholds and imports', async () => {
    const policy = await parsePolicy(
      'p.yaml',
      'limits:\n  profile: hardened\n  wallMs: 500\nthresholds: {review: 10, block: 40}\nimports:\n  allow: [json]\n',
    );
    expect(policy).toEqual({
      limits: { ...LIMIT_PROFILES.hardened, wallMs: 500 },
      thresholds: { review: 10, block: 40 },
      imports: { allow: ['json'] },
    });
  });

  it.each([
    [
      'limits: hardened\nlimitz: x\n',
      /^p\.yaml:2: unknown key limitz$/,
      /Legal keys there: extends, replace, depth, backend, limits, thresholds, imports, permit, canaries, network, targets/,
    ],
    ['thresholds:\n  review: 1\n  blok: 2\n', /^p\.yaml:3: unknown key thresholds\.blok$/, /review, block/],
    ['limits:\n  wallMs: 5\n  memory: 6\n', /^p\.yaml:3: unknown key limits\.memory$/, /memoryBytes/],
    ['limits: strict\n', /^p\.yaml:1: limits is "strict"/, /default, hardened/],
    ['thresholds:\n  review: 0\n  block: 5\n', /^p\.yaml:2: thresholds\.review is 0/, /./],
    ['thresholds: {review: 50, block: 40}\n', /review must not be above block/, /./],
    ['limits:\n  wallMs: .inf\n', /^p\.yaml:2: limits\.wallMs/, /./],
    ['limits: default\nlimits: hardened\n', /^p\.yaml:2: /, /./],
    ['a: [1\n', /^p\.yaml:\d: /, /./],
    ['- 1\n', /p\.yaml:1/, /./],
  ])('%j is an error that says where and what is legal', async (text, message, remedy) => {
    await expect(parsePolicy('p.yaml', text)).rejects.toThrowError(
      expect.objectContaining({
        code: 'policy-invalid',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });

  it('adds to, takes from and replaces the lists of places', async () => {
    const { targets } = await parsePolicy(
      'p.yaml',
      'targets:\n  credential-store:\n    add: [~/.acme/token]\n    remove: [~/.npmrc]\n  free-host: []\n',
    );
    expect(targets?.['credential-store']).toContain('~/.acme/token');
    expect(targets?.['credential-store']).toContain('~/.netrc');
    expect(targets?.['credential-store']).not.toContain('~/.npmrc');
    expect(targets?.['free-host']).toEqual([]);
    expect(targets?.device).toEqual(TARGET_CLASSES.device);
  });

  it.each([
    [
      'targets:\n  private-network: [10.0.0.0/99]\n',
      /^p\.yaml:2: targets\.private-network\.0 is "10\.0\.0\.0\/99": a network/,
      /./,
    ],
    ['targets:\n  private-network:\n    add: ["fc00::/129"]\n', /^p\.yaml:3: targets\.private-network\.add\.0 is/, /./],
    ['targets:\n  credential-stores: []\n', /^p\.yaml:2: unknown key targets\.credential-stores$/, /credential-store,/],
    ['targets:\n  device:\n    ad: [x]\n', /^p\.yaml:3: unknown key targets\.device\.ad$/, /add, remove/],
    ['targets:\n  device:\n    remove: [/dev/nowhere]\n', /which is not on the list/, /./],
    ['targets:\n  device: /dev/x\n', /^p\.yaml:2: targets\.device/, /./],
  ])('with %j is an error: a place must not quietly stop counting', async (text, message, remedy) => {
    await expect(parsePolicy('p.yaml', text)).rejects.toThrowError(
      expect.objectContaining({ message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) }),
    );
  });

  it('names the network, with replies whose files it holds', async () => {
    expect((await parsePolicy('p.yaml', 'network: sinkhole\n')).network).toEqual({ mode: 'sinkhole' });
    const replies = '[{host: a.example, path: /x, status: 404, body: none}, {host: "*", file: load.ts}]';
    const { network } = await parsePolicy(
      `${import.meta.dirname}/p.yaml`,
      `network: {mode: sinkhole, replies: ${replies}}\n`,
    );
    expect(network?.replies?.[0]).toEqual({ host: 'a.example', path: '/x', status: 404, body: 'none' });
    expect(Buffer.from(network?.replies?.[1]?.body ?? '', 'base64').toString()).toContain('parsePolicy');
  });

  it.each([
    ['network: allow\n', /network is "allow": allow needs more than a word, such as \{ mode: allow, hosts/, /./],
    ['network: {mode: allow}\n', /network\.hosts .*allow needs hosts/, /./],
    ['network: {mode: allow, hosts: ["*"]}\n', /network\.hosts\.0 is "\*": a host is a name/, /./],
    [
      'network: {mode: allow, hosts: [a.example], file: x}\n',
      /file does nothing with allow: it is for record, replay/,
      /./,
    ],
    ['network: {mode: allow, addresses: [10.0.0.1]}\n', /an address has a port/, /./],
    ['network: {mode: allow, hosts: [a.b], resolve: {a.b: there}}\n', /it is no address/, /./],
    ['network: {mode: replay, file: nowhere.json}\n', /cannot replay .*nowhere\.json: ENOENT/, /Record it first/],
    ['network: open\n', /^p\.yaml:1: network is "open"/, /deny, sinkhole/],
    ['network:\n  mode: sinkhole\n  replys: []\n', /unknown key network\.replys/, /mode, replies/],
    ['network:\n  mode: sinkhole\n  replies: [{host: a, body: b, file: c}]\n', /either body or file/, /./],
    ['network:\n  mode: sinkhole\n  replies: [{host: a, file: nowhere.py}]\n', /cannot read the reply/, /./],
  ])('with %j is an error: a network must not quietly be another', async (text, message, remedy) => {
    await expect(parsePolicy('p.yaml', text)).rejects.toThrowError(
      expect.objectContaining({ message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) }),
    );
  });

  it('that is not there is an error, never the default', async () => {
    await expect(loadPolicy('/nonexistent/p.yaml')).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('has a digest that does not depend on how it was written', async () => {
    const one = await parsePolicy('a', 'limits: hardened\nthresholds: {review: 10, block: 40}\n');
    const other = await parsePolicy('b', 'thresholds: {block: 40, review: 10}\nlimits: {profile: hardened}\n');
    expect(policyDigest(one)).toBe(policyDigest(other));
    expect(policyDigest(one)).not.toBe(policyDigest(DEFAULT_POLICY));
  });
});
