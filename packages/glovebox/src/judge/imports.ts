import type { Inspection, Site } from '../inspect/site.ts';
import type { Event } from '../observe/event.ts';
import type { Policy } from '../policy/policy.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from '../sandbox/run.ts';

type WithFiles = Pick<Sample, 'files'>;

/** The imports in a source that a policy does not allow. A name the source does not say as a constant is on no list. */
export function importsBeyond(
  policy: Pick<Policy, 'imports'>,
  sample: WithFiles,
  inspection: Pick<Inspection, 'sites'>,
): Site[] {
  const allows = allowed(policy, sample);
  return inspection.sites.filter((site) => site.capability === 'code.import' && !allows(site.target));
}

/** The imports seen in a run that a policy does not allow: what a source hides, by an evaluated text for example. */
export function importsSeenBeyond(policy: Pick<Policy, 'imports'>, sample: WithFiles, runs: readonly Run[]): Event[] {
  const allows = allowed(policy, sample);
  return runs
    .flatMap((run) => run.events)
    .filter((event) => event.capability === 'code.import' && event.source !== undefined && !allows(event.target));
}

/** The modules a sample imports by name, as a policy lists them, without those of its own. */
export function modulesOf(sample: WithFiles, inspection: Pick<Inspection, 'sites'>, runs: readonly Run[]): string[] {
  const nothing = { imports: { allow: [] } };
  const used = [...importsBeyond(nothing, sample, inspection), ...importsSeenBeyond(nothing, sample, runs)];
  return [...new Set(used.flatMap(({ target }) => (target ? [firstName(target.replace(/^node:/, ''))] : [])))].sort();
}

/** A module of the sample itself is allowed, it is examined with the rest; without a list every module is. */
function allowed(policy: Pick<Policy, 'imports'>, sample: WithFiles): (module: string | undefined) => boolean {
  if (policy.imports === undefined) return () => true;
  const names = new Set([...policy.imports.allow, ...sample.files.map(({ path }) => moduleName(path))]);
  return (module) => {
    if (module === undefined) return false;
    if (/^(\.|\/work\/|file:\/\/\/work\/)/.test(module)) return true;
    const plain = module.replace(/^node:/, '');
    return names.has(plain) || names.has(firstName(plain));
  };
}

/** `os` of `os.path`, `lodash` of `lodash/map`, `@scope/name` of `@scope/name/part`. */
function firstName(module: string): string {
  const parts = module.split('/');
  if (module.startsWith('@')) return parts.slice(0, 2).join('/');
  return parts[0]?.split('.')[0] ?? module;
}

/** What a file of the sample is called by those beside it: `helper` for `helper.py`, `package` for `package/__init__.py`. */
function moduleName(path: string): string {
  const [first = path] = path.split('/');
  return first.replace(/\.\w+$/, '');
}
