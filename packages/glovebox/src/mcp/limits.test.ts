import { expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { childrenOf, isAlive } from '../sandbox/processes.fixture.ts';
import { MCP_BOUNDS } from '../tools/bounds.ts';
import { serveOverHttp } from './http.ts';
import { connectTo, startClient, TOKENS } from './mcp.fixture.ts';

const STRICT: Policy = {
  ...DEFAULT_POLICY,
  limits: { ...DEFAULT_POLICY.limits, wallMs: 1_000 },
  imports: { allow: ['json', 'time'] },
};

it('no argument gives more than the policy', async () => {
  const service = await serveOverHttp({ policy: STRICT, depth: 'standard' }, { port: 0, tokens: TOKENS });
  const client = await connectTo(service.url, 'alice');
  try {
    const endless = await client.callTool({
      name: 'run_code',
      arguments: { code: 'import time\ntime.sleep(20)', language: 'python', timeoutMs: 3_000_000 },
    });
    expect(endless.structuredContent).toMatchObject({ status: 'timed-out' });
    const beyond = await client.callTool({
      name: 'run_code',
      arguments: { code: 'import socket', language: 'python' },
    });
    expect(beyond).toMatchObject({ isError: true });
    const shallow = await client.callTool({
      name: 'check_code',
      arguments: { code: 'print(6 * 7)', language: 'python', depth: 'quick' },
    });
    expect(shallow.structuredContent).toMatchObject({ runs: [{ status: 'exited' }] });
    for (const extra of [{ policy: { network: 'allow' } }, { backend: 'wasm' }, { network: 'allow' }, { limits: {} }]) {
      const answer = await client
        .callTool({ name: 'run_code', arguments: { code: '1', language: 'python', ...extra } })
        .catch(() => ({ isError: true }));
      expect(answer.isError, JSON.stringify(extra)).toBe(true);
    }
  } finally {
    await client.close();
    await service.close();
  }
});

it('a hundred calls at once are all answered, and no more work together than have a turn', async () => {
  const { client, pid } = await startClient();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, jailsOf(pid));
  }, 5);
  const calls = Array.from({ length: 100 }, (_, n) =>
    client.callTool({ name: 'run_code', arguments: { code: `${n} * 2`, language: 'python' } }),
  );
  const answers = await Promise.all(calls);
  clearInterval(watch);
  expect(answers.map(({ structuredContent }) => structuredContent)).toEqual(
    answers.map((_, n) => expect.objectContaining({ untrusted: expect.objectContaining({ value: `${n * 2}` }) })),
  );
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(MCP_BOUNDS.atOnce);
  await client.close();
});

it('sessions are bounded, and end with the client', async () => {
  const { client, pid } = await startClient();
  const open = () =>
    client.callTool({ name: 'run_code', arguments: { code: '1', language: 'python', session: 'new' } });
  for (let n = 0; n < MCP_BOUNDS.sessions; n++) expect((await open()).isError).not.toBe(true);
  expect(await open()).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('close_session') }] });
  const jails = childrenOf(pid);
  expect(jails.length).toBeGreaterThanOrEqual(MCP_BOUNDS.sessions);
  await client.close();
  await expect.poll(() => jails.filter(isAlive), { timeout: 10_000 }).toEqual([]);
});

function jailsOf(pid: number): number {
  return childrenOf(pid).length;
}
