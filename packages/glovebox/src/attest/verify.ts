import { statSync } from 'node:fs';
import { readFolder } from '../sample/folder.ts';
import { loadSample } from '../sample/load.ts';
import type { Language } from '../sample/sample.ts';
import type { TrustedKeys } from '../signing/trusted.ts';
import type { Acceptance } from './accept.ts';
import { openAll } from './check.ts';
import { fileDigests } from './content.ts';
import { type Content, contentOf } from './cover.ts';
import { type Answer, decide } from './decide.ts';
import { readAttestations, type Stored } from './store.ts';
import { unexaminedIn } from './unexamined.ts';

/** The files at a path, and what lies beside them; of a file also the modules that it imports from beside it. */
export async function contentAt(path: string, language?: Language): Promise<Content> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const { files, skipped } = await readFolder(path);
    return contentOf(fileDigests(files), await unexaminedIn(path, skipped));
  }
  const sample = await loadSample(path, language === undefined ? {} : { language });
  return contentOf(fileDigests(sample.files));
}

/** Something that is known by its digest alone: an image, or all files together. */
export function contentWith(sha256: string): Content {
  return { digests: [sha256] };
}

/** Whether what is at these places vouches for the content now. Throws `attestation-unreadable`. */
export async function verifyContent(
  content: Content,
  places: readonly string[],
  trusted: TrustedKeys,
  acceptance: Acceptance,
  now = new Date(),
): Promise<Answer> {
  const stored: Stored[] = (await Promise.all(places.map(readAttestations))).flat();
  return decide({ content, attestations: openAll(stored), trusted, acceptance, now });
}
