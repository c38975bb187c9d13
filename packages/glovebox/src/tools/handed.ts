import { z } from 'zod';
import type { Depth } from '../policy/policy.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import type { BackendName } from '../sandbox/run.ts';
import { TOOLS } from './all.ts';
import type { Client } from './clients.ts';
import { failureOf } from './failure.ts';
import { createService } from './service.ts';
import type { Settings, Tool } from './tool.ts';
import { named } from './untrusted.ts';

/** What a program that hands tools to a model decides; nothing that the model says makes it less. */
export interface ToolOptions {
  readonly policy?: Policy;
  /** The least depth of a check; `standard` without it. */
  readonly depth?: Depth;
  readonly backend?: BackendName;
  /** Addresses that packages come from, instead of the public ones; the policy's network has to lead there. */
  readonly indexes?: Settings['indexes'];
  /** Names of the tools that are handed over; all of them without it. */
  readonly only?: readonly string[];
}

/** Tools in the hands of one model, with the sessions and reports that it has. */
export interface HandedTools {
  readonly tools: readonly Tool[];
  /** Uses one. What it cannot do is an answer as well, in words a model can act on. */
  use(tool: Tool, input: unknown, signal?: AbortSignal): Promise<Record<string, unknown>>;
  /** Ends every call and session; nothing of them is left when the promise resolves. */
  close(): Promise<void>;
}

export function handOver({
  policy = DEFAULT_POLICY,
  depth = 'standard',
  backend,
  indexes,
  only,
}: ToolOptions = {}): HandedTools {
  const service = createService({
    policy,
    depth,
    ...(backend !== undefined && { backend }),
    ...(indexes !== undefined && { indexes }),
  });
  const client: Client = service.clients.of('model');
  const ending = new AbortController();
  return {
    tools: TOOLS.filter(({ name }) => only?.includes(name) ?? true),
    async use(tool, input, signal) {
      const signals = signal === undefined ? [ending.signal] : [signal, ending.signal];
      const call = { client, signal: AbortSignal.any(signals), progress: () => {} };
      try {
        const given = tool.input.safeParse(input);
        if (!given.success) return { error: `usage: ${named(z.prettifyError(given.error))}` };
        const { text, answer } = await tool.use(given.data, service, call);
        return { text, ...answer };
      } catch (error) {
        if (signal?.aborted) throw error;
        const { text, untrusted } = failureOf(error);
        return { error: text, ...(untrusted !== undefined && { untrusted }) };
      }
    },
    async close() {
      ending.abort(new Error('the tools were taken back'));
      await service.close();
    },
  };
}
