import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { type Style, styleFor, wantsColour } from '../report/style.ts';
import { type Diagnosis, diagnose } from '../sandbox/diagnose.ts';
import { BACKEND_NAMES, DEFAULT_BACKEND } from '../sandbox/registry.ts';
import { EXIT } from './exit.ts';
import type { DoctorOptions } from './options.ts';
import { writeResult } from './output.ts';

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
