import { describe, expect, it } from 'vitest';
import type { Run } from '../sandbox/run.ts';
import { renderRun } from './run.ts';
import { styleFor } from './style.ts';

const run: Run = {
  id: 'run:1',
  backend: 'jail',
  conditions: { clock: null },
  status: 'exited',
  exitCode: 0,
  stdout: '',
  stderr: '',
  truncated: false,
  durationMs: 1,
  resources: { cpuMs: 1, peakMemoryBytes: 1, processes: 1, writtenBytes: 0 },
  changes: [],
  events: [],
  conversations: [
    {
      id: 'conversation:1',
      atMs: 1,
      transport: 'tcp',
      protocol: 'http',
      host: 'evil.example',
      address: '52.1.2.3',
      port: 80,
      operation: 'PO\u001b[2JST',
      url: 'http://evil.example/\u202ex',
      sent: { bytes: 9, text: 'k=\u001b[31mv\n', truncated: true },
      reply: { bytes: 0, text: '', status: 200, scripted: true },
    },
  ],
};

describe('a run’s conversations', () => {
  it('are shown in a line each, with nothing in it that a terminal obeys', () => {
    const text = renderRun(run, styleFor(false));
    expect(text).toContain('http PO\\e[2JST http://evil.example/\\u202ex 200 scripted  9 bytes, cut  k=\\e[31mv\\n');
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });
});
