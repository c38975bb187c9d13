import { Document, isSeq, type Scalar, type YAMLSeq } from 'yaml';
import { endpointFrom, isPublic } from '../observe/network/egress/addresses.ts';
import { permitFrom } from '../observe/network/egress/permits.ts';
import type { Learned } from './learn.ts';
import { PERMITTABLE } from './permits.ts';
import type { PolicyFile } from './schema.ts';

/** A learned policy as a policy file says it; `imports` are the modules that were seen. */
export function policyFileOf({ permit }: Learned, imports: readonly string[]): PolicyFile {
  const reached = permit['network.connect'] ?? [];
  const hosts = reached.filter((target) => permitFrom(target) !== undefined || isPublic(addressOf(target)));
  return {
    imports: { allow: [...imports] },
    ...(hosts.length > 0 && { network: { mode: 'allow', hosts } }),
    permit: Object.fromEntries(PERMITTABLE.flatMap((name) => (permit[name] ? [[name, [...permit[name]]]] : []))),
  };
}

function addressOf(target: string): string {
  return endpointFrom(target)?.address ?? '';
}

/** The file as YAML, each entry with the line that first did it. Texts of the sample’s are quoted; `clean` makes a name fit a comment. */
export function policyText(
  file: PolicyFile,
  { places }: Learned,
  head: string,
  clean: (text: string) => string,
): string {
  const document = new Document(file);
  document.commentBefore = ` ${clean(head)}`;
  for (const name of PERMITTABLE) {
    const entries = document.getIn(['permit', name], true);
    if (!isSeq(entries)) continue;
    for (const entry of (entries as YAMLSeq<Scalar<string>>).items) {
      const place = places.get(`${name} ${entry.value}`);
      if (place !== undefined) entry.comment = ` ${clean(place.file)}:${place.line}`;
    }
  }
  return document.toString({ lineWidth: 0 });
}
