import { describe, expect, it } from 'vitest';
import type { Flow } from '../inspect/site.ts';
import { certaintyOf } from './certainty.ts';
import { judge } from './judge.ts';
import { examine, type Scene } from './scene.fixture.ts';

const FLOW: Flow = {
  id: 'flow:1',
  from: 'secret',
  source: '~/.ssh/id_rsa',
  sink: 'site:2',
  part: 'content',
  steps: [
    { file: 'a.py', line: 3, what: 'open ~/.ssh/id_rsa' },
    { file: 'b.py', line: 8, what: 'assigned to body' },
    { file: 'a.py', line: 9, what: 'requests.post' },
  ],
};

function sending(flow: Partial<Flow>, target = 'https://drop.example'): Scene {
  return {
    sites: [
      { capability: 'file.read', callee: 'open', target: 'notes.txt', line: 3 },
      { capability: 'network.send', callee: 'requests.post', target, line: 9 },
    ],
    inspection: { flows: [{ ...FLOW, ...flow }] },
  };
}

function findingsOf(scene: Scene) {
  return judge(examine(scene)).findings;
}

describe('a rule over flows', () => {
  it('names the end first, then the whole way, and the flow as evidence', () => {
    const finding = findingsOf(sending({})).find(({ rule }) => rule === 'secret-sent');
    expect(finding?.locations).toEqual([
      { file: 'a.py', line: 9 },
      { file: 'a.py', line: 3 },
      { file: 'b.py', line: 8 },
    ]);
    expect(finding?.evidence).toEqual(['site:2', 'flow:1']);
    expect(finding?.message).toContain('~/.ssh/id_rsa');
  });

  it.each<[what: string, flow: Partial<Flow>]>([
    ['another kind of data', { from: 'clock' }],
    ['another source', { source: 'API_KEY' }],
    ['another part', { part: 'credential' }],
    ['another end', { sink: 'site:1' }],
  ])('says nothing of %s', (_, flow) => {
    expect(findingsOf(sending(flow)).map(({ rule }) => rule)).not.toContain('secret-sent');
  });

  it('is read in the source and not seen happening', () => {
    const finding = findingsOf(sending({ from: 'outside-file', source: '/srv/list' })).find(
      ({ rule }) => rule === 'outside-file-sent',
    );
    expect(finding && certaintyOf(finding)).toBe('read');
  });

  it('joins the flows that end on one line', () => {
    const scene = sending({});
    const flows = [FLOW, { ...FLOW, id: 'flow:2', source: '~/.netrc' }];
    const found = findingsOf({ ...scene, inspection: { flows } }).filter(({ rule }) => rule === 'secret-sent');
    expect(found).toHaveLength(1);
    expect(found[0]?.evidence).toEqual(['site:2', 'flow:1', 'flow:2']);
  });
});
