import { afterAll, describe, expect, it } from 'vitest';
import { sampleOfSource } from '../../sample/load.ts';
import { CLIENTS, missing, sentIn } from '../clients.fixture.ts';
import { LIMIT_PROFILES } from '../limits.ts';
import { createJail } from './jail.ts';

const jail = createJail();
afterAll(() => jail.dispose());

describe('a client in the jail completes its exchange with the sinkhole, which keeps what it sent', {
  timeout: 60_000,
}, () => {
  it.each(CLIENTS)('$name', async (client) => {
    const reason = missing(client);
    if (reason !== undefined) return console.log(`skipped: ${reason}`);
    const run = await jail.run(sampleOfSource(client.code, client.language), {
      limits: { ...LIMIT_PROFILES.default, cpus: 2 },
      observe: true,
      network: { mode: 'sinkhole' },
    });
    expect(run.stdout, run.stderr).toBe(client.prints);
    const sent = sentIn(run);
    for (const line of client.sends) expect(sent).toContain(line);
    for (const { source, protocol } of run.conversations ?? [])
      if (protocol !== 'dns') expect(source, protocol).toBeDefined();
  });
});
