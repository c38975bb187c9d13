import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { type HttpService, serveOverHttp } from './http.ts';
import { connectTo, SECRETS, TOKENS } from './mcp.fixture.ts';

let service: HttpService;
beforeAll(async () => {
  service = await serveOverHttp({ policy: DEFAULT_POLICY, depth: 'quick' }, { port: 0, tokens: TOKENS });
});
afterAll(() => service.close());

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const GOOD = {
  authorization: `Bearer ${SECRETS.alice}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/** By hand: no client library sends another Host. */
function post(headers: Record<string, string>, body: string | Buffer = LIST, path = '/mcp', method = 'POST') {
  return new Promise<number>((resolve, reject) => {
    const { port } = new URL(service.url);
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? body : undefined);
  });
}

describe('over HTTP', () => {
  it('whoever has a token is answered', async () => {
    expect(await post(GOOD)).toBe(200);
  });

  it.each([
    ['no token', { ...GOOD, authorization: '' }, 401],
    ['another token', { ...GOOD, authorization: 'Bearer alice-has-a-long-secreT' }, 401],
    ['the beginning of a token', { ...GOOD, authorization: `Bearer ${SECRETS.alice.slice(0, -1)}` }, 401],
    ['the name of a token', { ...GOOD, authorization: 'Bearer alice' }, 401],
    ['another kind of authorization', { ...GOOD, authorization: `Basic ${SECRETS.alice}` }, 401],
    ['a page of another site', { ...GOOD, origin: 'https://evil.example' }, 403],
    ['a name that leads here from elsewhere', { ...GOOD, host: 'evil.example' }, 403],
    ['a body that is no JSON', { ...GOOD, 'content-type': 'text/plain' }, 415],
  ])('%s is refused', async (_what, headers, status) => {
    expect(await post(headers)).toBe(status);
  });

  it('another path and a body beyond its bound are refused', async () => {
    expect(await post(GOOD, LIST, '/')).toBe(404);
    const large = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { x: 'a'.repeat(9_000_000) } });
    expect(await post(GOOD, large)).toBe(413);
  });

  it('nobody sees the reports and sessions of another', async () => {
    const [alice, bob] = [await connectTo(service.url, 'alice'), await connectTo(service.url, 'bob')];
    const checked = await alice.callTool({ name: 'check_code', arguments: { code: 'x = 1\n', language: 'python' } });
    const opened = await alice.callTool({
      name: 'run_code',
      arguments: { code: 'secret = 42', language: 'python', session: 'new' },
    });
    const { report } = checked.structuredContent as { report: string };
    const { session } = opened.structuredContent as { session: string };
    const [asked, ran, closed] = await Promise.all([
      bob.callTool({ name: 'get_report', arguments: { report } }),
      bob.callTool({
        name: 'run_code',
        arguments: { code: 'secret', language: 'python', session },
      }),
      bob.callTool({
        name: 'close_session',
        arguments: { session },
      }),
    ]);
    for (const answer of [asked, ran, closed]) expect(answer.isError).toBe(true);
    const own = await alice.callTool({
      name: 'run_code',
      arguments: { code: 'secret', language: 'python', session },
    });
    expect(own.structuredContent).toMatchObject({ untrusted: { value: '42' } });
    await Promise.all([alice.close(), bob.close()]);
  });
});
