import { GloveboxError } from '../error.ts';
import type { Backend } from './backend.ts';
import { CONTRACT, type ContractCase } from './contract.ts';
import { type ProvenIsolation, proveIsolation } from './prove.ts';
import { createBackend } from './registry.ts';
import type { BackendName } from './run.ts';
import { SHORTFALLS } from './shortfalls.ts';

/** Whether a backend works here, as tried just now; what is missing has a remedy. */
export interface Diagnosis {
  readonly backend: BackendName;
  readonly works: boolean;
  /** What was tried from inside, where the backend can run the prober. */
  readonly proven?: ProvenIsolation;
  readonly missing?: { readonly code: string; readonly message: string; readonly remedy: string };
  /** What works with less than it could, and what would give it more. */
  readonly advice: readonly string[];
  /** What this backend cannot do on any machine, and why. */
  readonly shortfalls: readonly { readonly what: string; readonly why: string }[];
}

/** Tries a backend from inside. Throws only what is no failure of its machine. */
export async function diagnose(name: BackendName): Promise<Diagnosis> {
  const known = { backend: name, shortfalls: shortfallsOf(name) };
  let backend: Backend | undefined;
  try {
    backend = await createBackend(name);
    if (SHORTFALLS[name].javascript !== undefined || SHORTFALLS[name].spawn !== undefined) {
      await backend.probe(); // it cannot run the prober, which starts programs
      return { ...known, works: true, advice: [] };
    }
    const proven = await proveIsolation(backend);
    return { ...known, works: proven.proofs.every((proof) => proof.held), proven, advice: adviceOn(proven) };
  } catch (error) {
    if (!(error instanceof GloveboxError)) throw error;
    const { code, message, remedy } = error;
    return { ...known, works: false, missing: { code, message, remedy }, advice: [] };
  } finally {
    await backend?.dispose();
  }
}

function shortfallsOf(name: BackendName): Diagnosis['shortfalls'] {
  return Object.entries(SHORTFALLS[name]).map(([what, why]) => ({ what: CONTRACT[what as ContractCase], why }));
}

function adviceOn({ isolation }: ProvenIsolation): string[] {
  const advice: string[] = [];
  const watched = Object.entries(isolation.limits).filter(
    ([, { enforcedBy }]) => enforcedBy === 'warden' || enforcedBy === 'none',
  );
  const byKernel = ['memory', 'cpu', 'processes'].filter((name) => watched.some(([limit]) => limit === name));
  if (byKernel.length > 0) {
    advice.push(
      `No writable cgroup: ${byKernel.join(', ')} ${byKernel.length === 1 ? 'is' : 'are'} held by watching. Delegate one, for example: systemd-run --user --scope -p Delegate=yes glovebox …`,
    );
  }
  if (isolation.landlock === 0 && isolation.kernel !== 'gvisor')
    advice.push(
      'No Landlock: the kernel has none or did not start it (boot with lsm=landlock,…). Mounts and seccomp hold without it.',
    );
  if (isolation.accelerated === false)
    advice.push(
      'The processor is emulated: no KVM that boots a guest. On a machine with one, runs are ten times faster.',
    );
  return advice;
}
