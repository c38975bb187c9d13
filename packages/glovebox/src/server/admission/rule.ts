import { neutralizeShort } from '../../report/neutralize.ts';
import { digestOfConfigMap, filesIn, isRootCertificate } from './config-map.ts';
import { digestIn } from './image.ts';
import type { AdmissionRequest, Problem, Ruling } from './review.ts';
import type { Vouchers } from './vouchers.ts';
import { type ImageUse, imagesIn, isWorkload } from './workload.ts';

/** What is let through without a question. */
export interface Exemptions {
  readonly namespaces: ReadonlySet<string>;
  /** `namespace/name` */
  readonly configMaps: ReadonlySet<string>;
}

const ALLOWED: Ruling = { allowed: true, problems: [] };

/** Whether what is asked for may be. Whatever is not understood may not. */
export function ruleOn(request: AdmissionRequest, vouchers: Vouchers, exemptions: Exemptions, now: Date): Ruling {
  const { operation, kind, namespace = '', name = '' } = request;
  if (operation === 'DELETE') return ALLOWED;
  if (exemptions.namespaces.has(namespace)) return { ...ALLOWED, exempt: `the namespace ${namespace} is exempt` };
  if (operation === 'CONNECT') return notUnderstood('connections are not examined');
  const type = `${kind.group}/${kind.kind}`;
  if (isWorkload(type)) return ruleOnWorkload(type, request, vouchers, now);
  if (type !== '/ConfigMap') return notUnderstood(`${type.replace(/^\//, '')} is not a kind that is examined`);
  if (exemptions.configMaps.has(`${namespace}/${name}`)) return { ...ALLOWED, exempt: 'this ConfigMap is exempt' };
  return ruleOnConfigMap(request, vouchers, now);
}

/**
 * Of an update, what was there before is not asked about again: it runs already, and a pod that starts is a creation of its own. Else
 * nothing could be taken away from a workload whose attestation grew old.
 */
function ruleOnWorkload(type: string, request: AdmissionRequest, vouchers: Vouchers, now: Date): Ruling {
  const wanted = imagesIn(type, request.object);
  if (wanted === undefined)
    return notUnderstood(`the pods of this ${request.kind.kind} are not described as they should be`);
  const had = request.operation === 'UPDATE' ? imagesIn(type, request.oldObject) : undefined;
  const known = new Set((had ?? []).map(({ image }) => image));
  const asked = new Map<string, Problem | undefined>();
  const problems = wanted
    .filter(({ image }) => !known.has(image))
    .flatMap((use) => {
      if (!asked.has(use.image)) asked.set(use.image, objection(use.image, vouchers, now));
      const problem = asked.get(use.image);
      return problem === undefined ? [] : [{ ...problem, message: `${named(use)}: ${problem.message}` }];
    });
  return { allowed: problems.length === 0, problems };
}

function objection(image: string, vouchers: Vouchers, now: Date): Problem | undefined {
  const digest = digestIn(image);
  if (digest === undefined)
    return {
      reason: 'tag-without-digest',
      message: 'it is not named by its digest, so that nobody can tell which image it will be. Write name@sha256:…',
    };
  return vouchers.ask(digest, now);
}

function ruleOnConfigMap(request: AdmissionRequest, vouchers: Vouchers, now: Date): Ruling {
  const files = filesIn(request.object);
  if (files === undefined) return notUnderstood('the content of this ConfigMap is not as it should be');
  if (files.length === 0) return { ...ALLOWED, exempt: 'it is empty' };
  if (isRootCertificate(request.name, request.userInfo?.username, files))
    return { ...ALLOWED, exempt: 'it is the cluster’s own certificate' };
  const digest = digestOfConfigMap(files);
  const before = request.operation === 'UPDATE' ? filesIn(request.oldObject) : undefined;
  if (before !== undefined && digestOfConfigMap(before) === digest) return ALLOWED;
  const problem = vouchers.ask(digest, now);
  if (problem === undefined) return ALLOWED;
  const message = `ConfigMap ${shown(request.name ?? '')} (sha256:${digest}): ${problem.message}`;
  return { allowed: false, problems: [{ ...problem, message }] };
}

export function notUnderstood(message: string): Ruling {
  return {
    allowed: false,
    problems: [{ reason: 'not-understood', message: `${neutralizeShort(message, 200)}, and is refused` }],
  };
}

function named({ by, image }: ImageUse): string {
  return `${shown(by)} (${image === '' ? 'no image' : shown(image)})`;
}

function shown(text: string): string {
  return neutralizeShort(text, 160);
}
