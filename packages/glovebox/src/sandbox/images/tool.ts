import { spawn } from 'node:child_process';
import { GloveboxError } from '../../error.ts';

/** Runs a program that builds something, to its end. Throws `image-build-failed` with what it said last. */
export function runTool(
  program: string,
  args: readonly string[],
  { timeoutMs, remedy }: { timeoutMs: number; remedy: string },
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: timeoutMs });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: Error) =>
      reject(new GloveboxError('image-build-failed', `${program}: ${reason}`, remedy, { cause }));
    child.once('error', (cause: NodeJS.ErrnoException) =>
      fail(cause.code === 'ENOENT' ? 'is not installed' : cause.message, cause),
    );
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else fail(`ended with ${code ?? signal}: ${said.trim().split('\n').slice(-3).join(' / ')}`);
    });
  });
}
