import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { GloveboxError } from '../../../error.ts';
import { wardenPath } from '../../warden/warden.ts';

/** Memory without a name in any file system, open here. */
export interface Memory {
  readonly descriptor: number;
  close(): void;
}

/** Memory of so many bytes for a machine that boots. */
export function emptyMemory(bytes: number): Promise<Memory> {
  return makeMemory(String(bytes));
}

/** The memory of a snapshot, sealed: machines map it privately, and nobody, the machines included, can write to it. */
export function sealedMemory(file: string): Promise<Memory> {
  return makeMemory(file);
}

/** Node cannot make it itself: the warden does, and it lives on as long as this process holds its descriptor. */
function makeMemory(what: string): Promise<Memory> {
  return new Promise((resolve, reject) => {
    const maker = spawn(wardenPath(), ['memory', what], { stdio: ['pipe', 'pipe', 'pipe'], env: {}, timeout: 30_000 });
    let complaints = '';
    maker.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    maker.stdin.on('error', () => {}); // it ended: `close` says so
    maker.once('error', reject);
    maker.stdout.once('data', (number: Buffer) => {
      try {
        const descriptor = openSync(`/proc/${maker.pid}/fd/${number.toString().trim()}`, 'r+');
        resolve({ descriptor, close: () => closeSync(descriptor) });
      } catch (cause) {
        reject(cause);
      }
      maker.stdin.end();
    });
    maker.once('close', () => reject(noMemory(complaints.trim())));
  });
}

function noMemory(said: string): GloveboxError {
  return new GloveboxError(
    'backend-failed',
    `no memory for a virtual machine: ${said}`,
    'Free memory, or run fewer machines at a time.',
  );
}
