import { type HiddenBehaviour, hiddenIn } from '../explore/behaviour.ts';
import { misfits } from '../explore/intent.ts';
import type { Inspection, UnknownPackage, WordingKind } from '../inspect/site.ts';
import type { Policy } from '../policy/policy.ts';
import { sourceLanguageOf } from '../sample/language.ts';
import type { Sample } from '../sample/sample.ts';
import type { Run } from '../sandbox/run.ts';
import { isPrinted, leakMatches } from './canaries.ts';
import type { Match } from './evaluate.ts';
import type { Fact } from './fact.ts';
import { importsBeyond, importsSeenBeyond } from './imports.ts';
import { beyondPermits } from './permits.ts';
import { relayedPages } from './relayed.ts';
import { BEHAVIOURS } from './resources/behaviours.ts';
import type { Circumstance } from './rule.ts';

/** What a sample was examined with and what came of it. */
export interface Examination {
  readonly sample: Sample;
  readonly inspection: Inspection;
  readonly runs: readonly Run[];
  readonly policy: Policy;
}

/** An examination with everything that can be said of it put into one form. */
export interface Scene extends Examination {
  readonly facts: readonly Fact[];
  /** Ids of the sites that no run reached. */
  readonly unexecuted: ReadonlySet<string>;
}

/** How each circumstance is told from an examination. */
export const CIRCUMSTANCES: Record<Circumstance, (scene: Scene) => Match[]> = {
  'syntax-problem': ({ inspection }) =>
    inspection.problems
      .slice(0, 5)
      .map(({ file, line, message }) => ({ facts: [], target: message, location: { file, line } })),
  suppression: ({ inspection }) =>
    inspection.suppressions
      .slice(0, 20)
      .map(({ file, line, text }) => ({ facts: [], target: text, location: { file, line } })),
  'not-inspected': ({ inspection, sample }) =>
    [...inspection.skipped, ...(sample.skipped ?? [])]
      .filter(({ file }) => isSource(file) || file === sample.entry)
      .slice(0, 5)
      .map(({ file, reason }) => ({ facts: [], target: `${file}: ${reason}` })),
  'events-dropped': ({ runs }) => {
    const dropped = runs.reduce((sum, run) => sum + (run.eventsDropped ?? 0) + (run.conversationsDropped ?? 0), 0);
    if (dropped > 0) return [{ facts: [], target: String(dropped) }];
    // A flood of bytes may hide a secret as a flood of actions may: told of who had one in its hands.
    const hides = runs.some(
      ({ canaries, events }) => canaries?.incomplete && events.some(({ detail }) => detail?.canary),
    );
    return hides ? [{ facts: [], target: 'Some' }] : [];
  },
  'own-source-modified': ({ sample, runs }) => {
    const own = new Set(sample.files.map((file) => `/work/${file.path}`));
    const changes = runs.flatMap((run) => run.changes);
    return changes
      .filter((change) => change.change !== 'created' && own.has(change.path) && isSource(change.path))
      .filter(() => sample.language !== 'bash' || namesItself(sample))
      .slice(0, 5)
      .map((change) => ({ facts: [], target: change.path }));
  },
  'import-beyond-policy': (examination) => {
    const { policy, sample, inspection, runs, facts } = examination;
    const beyond = [...importsBeyond(policy, sample, inspection), ...importsSeenBeyond(policy, sample, runs)];
    const ids = new Set(beyond.map(({ id }) => id));
    const found = facts.filter((fact) => ids.has(fact.id));
    return [...Map.groupBy(found, (fact) => `${fact.file}:${fact.line}`).values()]
      .slice(0, 20)
      .map((group) => ({ facts: group }));
  },
  'beyond-permits': ({ policy, facts, runs, unexecuted }) => beyondPermits(policy.permit, facts, runs, unexecuted),
  'unknown-package': ({ inspection }) =>
    inspection.packages.filter(({ near }) => near === undefined).map((one) => packageMatch(one, one.name)),
  'near-miss-package': ({ inspection }) =>
    inspection.packages
      .filter(({ near }) => near !== undefined)
      .map((one) => packageMatch(one, `${one.name}, which looks like ${one.near}`)),
  'canary-leaked': (examination) => leakMatches(examination, (leak) => !isPrinted(leak)),
  'canary-printed': (examination) => leakMatches(examination, isPrinted),
  'hidden-behaviour': hidden((one) => kindOf(one) === 'hidden'),
  'conditional-behaviour': hidden((one) => kindOf(one) === 'conditional'),
  'unobserved-behaviour': hidden((one) => kindOf(one) === 'unobserved'),
  'beyond-intent': ({ sample, inspection, facts }) => {
    const found = misfits(sample, inspection);
    const purposes = new Map(found.map(({ site, purpose }) => [site.id, purpose]));
    return facts
      .filter(({ id }) => purposes.has(id))
      .slice(0, 20)
      .map((fact) => ({ facts: [fact], target: purposes.get(fact.id) ?? '' }));
  },
  relayed: (scene) => relayedPages(scene, false),
  'anybody-relayed': (scene) => relayedPages(scene, true),
  ...BEHAVIOURS,
  bidirectional: wording('bidirectional'),
  invisible: wording('invisible'),
  homoglyph: wording('homoglyph'),
  'off-screen': wording('off-screen'),
  'misleading-name': wording('misleading-name'),
  'contradicting-comment': wording('contradicting-comment'),
  'addressed-to-model': wording('addressed-to-model'),
};

/** What nobody does on some days alone, or for one user: secrets, what outlives the run, what cannot be undone. */
const GRAVE = /^(secret\.|system\.(persist|privilege)|file\.delete|process\.inject|code\.(native|eval))/;
/** What says little by itself, however seldom it is done. */
const SLIGHT = /^(file\.(read|write)|system\.probe|process\.signal|file\.permission)/;

/** What depends on the setting, and how it weighs. */
type Dependent = Pick<HiddenBehaviour, 'concealed' | 'unobserved'> & { readonly capability: Fact['capability'] };

/** A terminal is asked for with good reason, unless something grave depends on it; for tracers nobody looks with one. */
function kindOf({ capability, concealed, unobserved }: Dependent): 'unobserved' | 'hidden' | 'conditional' {
  const isGrave = GRAVE.test(capability);
  if (unobserved === 'unwatched' || (unobserved === 'terminal' && isGrave)) return 'unobserved';
  return concealed && isGrave ? 'hidden' : 'conditional';
}

function hidden(
  wanted: (dependent: Dependent) => boolean,
): (examination: Examination & { facts: readonly Fact[] }) => Match[] {
  return ({ runs, facts }) => {
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    return hiddenIn(runs)
      .map((behaviour) => ({ ...behaviour, facts: behaviour.events.flatMap(({ id }) => byId.get(id) ?? []) }))
      .filter(({ facts: [first], concealed, unobserved }) => {
        const capability = weighed(first);
        if (capability === undefined || SLIGHT.test(capability)) return false;
        return wanted({ capability, concealed, ...(unobserved !== undefined && { unobserved }) });
      })
      .slice(0, 20)
      .map(({ facts: found, target, under }) => ({ facts: found, target: `${target} (${under})` }));
  };
}

/** Reading a secret is a file to the kernel; that ssh reads its keys is no more than that. */
function weighed(fact: Fact | undefined): Fact['capability'] | undefined {
  if (fact?.arguments.some((argument) => argument.startsWith('owner='))) return 'file.read';
  if (fact?.capability === 'file.read' && (fact.at.has('credential-store') || fact.at.has('password-store')))
    return 'secret.read';
  return fact?.capability;
}

function wording(wanted: WordingKind): (examination: Examination) => Match[] {
  return ({ inspection }) =>
    inspection.wording
      .filter(({ kind }) => kind === wanted)
      .slice(0, 20)
      .map(({ file, line, text }) => ({ facts: [], target: text, location: { file, line } }));
}

function packageMatch({ file, line }: UnknownPackage, target: string): Match {
  return { facts: [], target, location: { file, line } };
}

/** A shell's own file lies among those that it works on: `rm *` means them all, and not itself. */
function namesItself({ files, entry }: Sample): boolean {
  const text = Buffer.from(files.find(({ path }) => path === entry)?.content ?? [])
    .subarray(0, 200_000)
    .toString();
  return /\$\{?(0|BASH_SOURCE)\b/.test(text) || text.includes(entry);
}

/** A README that no grammar reads hides nothing. */
function isSource(path: string): boolean {
  return sourceLanguageOf(path) !== undefined;
}
