import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trustedKeysOf } from '../../signing/trusted.ts';
import { believe, openAll } from '../check.ts';
import { seal } from '../envelope.ts';
import { REFUSALS } from '../refusal.ts';
import { outcomeOf } from './attempt.fixture.ts';
import { ATTEMPTS } from './attempts.fixture.ts';
import { daysAgo, NOW, Scene } from './scene.fixture.ts';

describe('without tampering', () => {
  it('what was attested is verified, and who signed is told', async () => {
    const scene = await Scene.make();
    expect(await scene.answer()).toMatchObject({ ok: true, signers: ['ada@example.com'] });
    scene.put(seal(scene.statement, [scene.ada, scene.bob]));
    expect(await scene.answer()).toMatchObject({ ok: true, signers: ['ada@example.com', 'bob@example.com'] });
    // Nobody's word counts for nothing, and hinders nothing.
    scene.put(seal(scene.statement, [scene.mallory]), 'mallory.json');
    scene.put('no attestation', 'notes.json');
    scene.write('.glovebox/attestations/any.json', '{}');
    scene.write('.git/HEAD', 'ref: refs/heads/main');
    expect(await scene.answer()).toMatchObject({ ok: true });
    scene.put(
      scene.signed(({ predicate }) => Object.assign(predicate, { decision: 'block' })),
      'elder.json',
    );
    scene.put(scene.signed(({ predicate }) => Object.assign(predicate, { attestedAt: daysAgo(0.5).toISOString() })));
    expect(await scene.answer()).toMatchObject({ ok: true });
    scene.end();
  });
});

describe.each(Object.entries(ATTEMPTS))('tampering with %s', (_, attempts) => {
  it.each(attempts)('$what: $refused', async (attempt) => {
    expect(await outcomeOf(attempt)).toMatchObject({
      reason: attempt.refused,
      message: expect.stringContaining(attempt.says ?? ''),
    });
  });
});

it('there are fifty attempts and more, and every reason is the right one somewhere', () => {
  const all = Object.values(ATTEMPTS).flat();
  expect(all.length).toBeGreaterThanOrEqual(50);
  expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  expect(new Set(all.map(({ refused }) => refused))).toEqual(new Set(REFUSALS));
});

it('no bit of it can be turned', async () => {
  const scene = await Scene.make();
  const text = Buffer.from(seal(scene.statement, [scene.ada]));
  const trusted = trustedKeysOf({ path: 'trusted', text: scene.trusted });
  const believed = (envelope: Uint8Array) => {
    const [opened] = openAll([{ name: 'one.json', text: envelope }]);
    return opened !== undefined && 'signers' in believe(opened, trusted, NOW);
  };
  expect(believed(text)).toBe(true);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.nat(7), (byte, bit) => {
      const turned = Buffer.from(text);
      turned[byte] = (turned[byte] ?? 0) ^ (1 << bit);
      expect(believed(turned)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
  scene.end();
});
