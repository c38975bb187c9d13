import { describe, expect, it } from 'vitest';
import { decidedBy, explainAct } from './explained.ts';
import { stackOf } from './layers.ts';
import { holds, policyOf } from './resolve.ts';

const FILES: Record<string, string> = {
  'base.yaml': 'depth: quick\npermit:\n  process.spawn: [git]\n  file.write: [./out/**]\n',
};
const reader = { read: async (path: string) => FILES[path] };

async function explained(text: string, path: string) {
  const { layers } = await stackOf(reader, 'p.yaml', text);
  const held = layers.filter((layer) => holds(layer, path));
  const policy = await policyOf(held, reader);
  return {
    keys: Object.fromEntries(decidedBy(held).map(({ key, places }) => [key, places])),
    act: (capability: string, target: string) => explainAct(held, policy, capability, target),
  };
}

describe('an explanation', () => {
  it('names every line that still counts', async () => {
    const { keys } = await explained(
      'extends: base.yaml\ndepth: deep\npermit:\n  process.spawn: [ls]\npaths:\n  "*.sh":\n    replace: [permit.file.write]\n    permit: { file.write: [./a] }\n',
      'x.sh',
    );
    expect(keys).toEqual({
      depth: ['p.yaml:2'],
      'permit.process.spawn': ['base.yaml:3', 'p.yaml:4'],
      'permit.file.write': ['p.yaml:8'],
    });
  });

  it.each([
    ['process.spawn', '/usr/bin/git push', true, 'base.yaml:3', /an entry covers it/],
    ['process.spawn', 'ls -l', true, 'p.yaml:4', /an entry covers it/],
    ['process.spawn', 'curl x', false, undefined, /beyond-permits/],
    ['file.write', './out/a/b', true, 'base.yaml:4', /an entry covers it/],
    ['environment.read', 'HOME', true, 'p.yaml:5', /restricts nothing/],
    ['file.read', './own.csv', true, undefined, /needs no entry/],
    ['network.connect', 'https://a.example/x', false, undefined, /beyond-permits/],
  ])(
    'says of %s %s whether it is permitted (%s), and by which line',
    async (capability, target, isPermitted, place, why) => {
      const { act } = await explained(
        'extends: base.yaml\npermit:\n  process.spawn:\n    - ls\n  environment.read: ["*"]',
        'x.sh',
      );
      const answer = act(capability, target);
      expect(answer).toMatchObject({ isPermitted, why: expect.stringMatching(why) });
      expect(answer.by?.place).toBe(place);
    },
  );

  it('of a policy without permits tells what its network lets out', async () => {
    const open = await explained('network: { mode: allow, hosts: [a.example] }', 'a.py');
    expect(open.act('network.connect', 'a.example:443')).toMatchObject({
      isPermitted: true,
      why: expect.stringMatching(/lets it out \(allow\)/),
    });
    expect(open.act('network.connect', 'b.example:443')).toMatchObject({
      isPermitted: false,
      why: expect.stringMatching(/other hosts/),
    });
    expect((await explained('', 'a.py')).act('network.send', 'a.example')).toMatchObject({
      isPermitted: false,
      why: expect.stringMatching(/deny/),
    });
    expect((await explained('', 'a.py')).act('file.write', '/etc/x')).toMatchObject({
      isPermitted: true,
      why: expect.stringMatching(/no permits/),
    });
  });
});
