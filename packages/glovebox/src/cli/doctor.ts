import { GloveboxError } from '../error.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { type Style, styleFor, wantsColour } from '../report/style.ts';
import type { Backend } from '../sandbox/backend.ts';
import { CONTRACT, type ContractCase } from '../sandbox/contract.ts';
import { type ProvenIsolation, proveIsolation } from '../sandbox/prove.ts';
import { BACKEND_NAMES, createBackend, DEFAULT_BACKEND } from '../sandbox/registry.ts';
import type { BackendName } from '../sandbox/run.ts';
import { SHORTFALLS } from '../sandbox/shortfalls.ts';
import { EXIT } from './exit.ts';
import type { DoctorOptions } from './options.ts';
import { writeResult } from './output.ts';

/** Whether a backend works here, as tried just now; what is missing has a remedy. */
interface Diagnosis {
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

/** `glovebox doctor`: which isolation works on this machine, proved by trying it. Exit code 2 when the one asked for does not. */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const names = options.backend === undefined ? BACKEND_NAMES : [options.backend];
  const diagnoses: Diagnosis[] = [];
  for (const name of names) diagnoses.push(await diagnose(name)); // one at a time: a loaded machine looks like a broken one
  const style = styleFor(wantsColour(process.stdout));
  const text =
    options.format === 'json'
      ? renderJson({ schema: 'glovebox.doctor/1', backends: diagnoses })
      : `${diagnoses.map((diagnosis) => render(diagnosis, style)).join('\n')}\n`;
  await writeResult(text);
  const asked = options.backend ?? DEFAULT_BACKEND;
  return diagnoses.find(({ backend }) => backend === asked)?.works === true ? EXIT.allow : EXIT.failure;
}

async function diagnose(name: BackendName): Promise<Diagnosis> {
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

function render({ backend, works, proven, missing, advice, shortfalls }: Diagnosis, style: Style): string {
  const state = works ? style.decision('allow', 'works') : style.decision('review', 'does not work here');
  const lines = [`${style.bold(backend)}${backend === DEFAULT_BACKEND ? ' (the default)' : ''}  ${state}`];
  if (missing !== undefined)
    lines.push(`  ${neutralize(missing.message)}`, `  ${style.dim('do')}  ${neutralize(missing.remedy)}`);
  for (const { wall, found } of proven?.proofs.filter(({ held }) => !held) ?? [])
    lines.push(`  ${style.decision('block', 'broken')}  ${neutralize(wall)}: ${neutralize(found)}`);
  const held = proven?.proofs.filter((proof) => proof.held).map((proof) => proof.wall) ?? [];
  if (held.length > 0) lines.push(`  ${style.dim('held  ')}  ${held.join(', ')}`);
  const limits = Object.entries(proven?.isolation.limits ?? {});
  if (limits.length > 0)
    lines.push(
      `  ${style.dim('limits')}  ${limits.map(([name, { value, enforcedBy }]) => `${name} ${value} (${enforcedBy})`).join(', ')}`,
    );
  lines.push(...advice.map((line) => `  ${style.dim('could ')}  ${line}`));
  lines.push(...shortfalls.map(({ what, why }) => `  ${style.dim('cannot')}  ${what}: ${why}`));
  return `${lines.join('\n')}\n`;
}
