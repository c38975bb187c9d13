import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GloveboxError } from '../../../error.ts';
import { resettingKernel } from './elf.ts';
import { KVM_REMEDY } from './kvm.ts';
import { FILES, proofRequests } from './requests.ts';
import type { Vmm } from './vmm.ts';

/**
 * Boots a machine whose kernel ends it at once. A `/dev/kvm` can be there and start no guest, as in some clouds: only one that
 * ran shows that the next one will. Throws `backend-unavailable`, and leaves nothing running.
 */
export async function proveBoot(vmm: Vmm, timeouts: { answerMs: number; endMs: number }): Promise<void> {
  writeFileSync(join(vmm.folder, FILES.kernel), resettingKernel(), { mode: 0o444 });
  const problem = await vmm.ask(proofRequests(), timeouts.answerMs).catch((cause: unknown) => cause);
  if (problem === undefined || vmm.gone.aborted) {
    const end = await Promise.race([vmm.ended, sleep(timeouts.endMs, undefined, { ref: false })]);
    if (end?.code === 0) return; // it may end before it has answered the request to start
  }
  const ran = vmm.gone.aborted;
  vmm.kill();
  await vmm.ended;
  throw unproven(problem ?? (ran ? vmm.gone.reason : `it did not end within ${timeouts.endMs} ms`));
}

function unproven(cause: unknown): GloveboxError {
  const said = cause instanceof Error ? cause.message : cause;
  return new GloveboxError('backend-unavailable', `Firecracker cannot run a machine here: ${said}`, KVM_REMEDY, {
    cause,
  });
}
