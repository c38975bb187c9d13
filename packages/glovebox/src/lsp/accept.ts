import { dirname, join, posix, relative, sep } from 'node:path';
import { GloveboxError } from '../error.ts';
import { addOverride } from '../override/record.ts';
import { rootOf } from '../override/root.ts';
import { overrideOf } from '../override/select.ts';
import { neutralizeShort } from '../report/neutralize.ts';
import { personalKeyPath } from '../signing/personal.ts';
import { loadSigner } from '../signing/signer.ts';
import type { EditorDocument } from './document.ts';
import { findingsOf } from './findings.ts';
import { pathOf } from './open.ts';

/** What came of accepting a finding. Where a passphrase is needed, `code` is `key-passphrase`: a terminal can ask for it. */
export type Accepted =
  | { readonly accepted: string; readonly by: string; readonly expires: string }
  | { readonly problem: string; readonly code: string };

const LONGEST = 300;

/** Accepts a finding of a document with a person's own key, where it can be used without asking for anything. */
export async function acceptFinding(
  document: EditorDocument,
  fingerprint: string,
  { reason, expires }: { readonly reason: string; readonly expires: string },
): Promise<Accepted> {
  try {
    const { finding, line } = placedBy(document, fingerprint);
    const path = pathOf(document.uri);
    if (path === undefined)
      throw new GloveboxError('usage', 'the document was never saved', 'Save it, then accept the finding.');
    const root = rootOf(path);
    const file = relative(root, join(dirname(path), finding.locations[0]?.file ?? document.sample().entry));
    const written = document.text.getText({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } });
    const at = { file: posix.normalize(file.split(sep).join('/')), line: written };
    const unsigned = overrideOf(finding, at, { reason, expires, scope: 'file', now: new Date() });
    const passphrase = process.env.GLOVEBOX_KEY_PASSPHRASE;
    const key = await personalKeyPath(undefined, root);
    const signer = loadSigner(key, passphrase === undefined ? {} : { passphrase });
    const override = await addOverride({ root, signer }, unsigned);
    return { accepted: override.id, by: override.by, expires: override.expires };
  } catch (error) {
    if (!(error instanceof GloveboxError)) throw error;
    const [message, remedy] = [error.message, error.remedy].map((text) => neutralizeShort(text, LONGEST));
    return { problem: `${message}. ${remedy}`, code: error.code };
  }
}

function placedBy(document: EditorDocument, fingerprint: string) {
  const found = findingsOf(document).find(
    ({ finding }) => finding.fingerprint === fingerprint && finding.status === 'open',
  );
  if (found === undefined)
    throw new GloveboxError('usage', 'the finding is gone', 'It was changed since: look at what is told now.');
  return found;
}
