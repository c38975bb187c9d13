import { expect, it } from 'vitest';
import type { Flow } from '../inspect/site.ts';
import { renderFlow, renderSteps } from './flow.ts';

function flowOf(steps: Flow['steps']): Flow {
  return { id: 'flow:1', from: 'secret', source: '~/.netrc', sink: 'site:1', steps };
}

it('a way is one line, with the file where a step is in another one than the end', () => {
  const flow = flowOf([
    { file: 'keys.py', line: 2, what: 'open ~/.netrc' },
    { file: 'main.py', line: 7, what: 'requests.post' },
  ]);
  expect(renderFlow(flow)).toBe('open ~/.netrc (keys.py:2) → requests.post (7)');
});

it('a long way shows its beginning and its end', () => {
  const steps = Array.from({ length: 20 }, (_, index) => ({ file: 'a.py', line: index + 1, what: `step ${index}` }));
  const shown = renderFlow(flowOf(steps));
  expect(shown).toContain('step 3 (4) → … 12 more … → step 16 (17)');
  expect(shown).toMatch(/step 19 \(20\)$/);
});

it('what a sample named a variable cannot move the cursor', () => {
  const shown = renderFlow(flowOf([{ file: 'a\u001b[2J.py', line: 1, what: 'assigned to \u202e\u001b[31mx' }]));
  expect(shown).toBe('assigned to \\u202e\\e[31mx (1)');
});

it('steps that were seen have their time, and their line where one is known', () => {
  const seen = { event: 'event:1', run: 'run:1' };
  const shown = renderSteps([
    { ...seen, what: 'fetches: cdn.example:80', atMs: 3.2, file: 'a.sh', line: 1 },
    { ...seen, what: 'runs it: /tmp/\u001b[31mx', atMs: 12, link: 'runs /tmp/x' },
    { ...seen, what: 'deletes it', atMs: 15.7, file: 'a.sh', line: 4 },
  ]);
  expect(shown).toBe('fetches: cdn.example:80 (1, 3 ms) → runs it: /tmp/\\e[31mx (12 ms) → deletes it (4, 16 ms)');
});
