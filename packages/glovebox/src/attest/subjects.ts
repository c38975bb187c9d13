import type { FileDigest } from './content.ts';
import { dirHash } from './content.ts';
import { type Statement, type Subject, WHOLE } from './statement.ts';

/** An image, `registry.example/app@sha256:…`. */
export interface Image {
  readonly name: string;
  readonly sha256: string;
}

export function subjectsOf(files: readonly FileDigest[], images: readonly Image[]): Subject[] {
  return [
    { name: WHOLE, digest: { dirHash: dirHash(files) } },
    ...files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    ...images.map(({ name, sha256 }) => ({ name, uri: `oci://${name}`, digest: { sha256 } })),
  ];
}

export function wholeOf({ subject }: Statement): string | undefined {
  return subject
    .map(({ digest }) => ('dirHash' in digest ? digest.dirHash : undefined))
    .find((hash) => hash !== undefined);
}

export function filesOf({ subject }: Statement): FileDigest[] {
  return subject.flatMap((one) =>
    'sha256' in one.digest && !('uri' in one) ? [{ path: one.name, sha256: one.digest.sha256 }] : [],
  );
}

export function imagesOf({ subject }: Statement): Image[] {
  return subject.flatMap((one) =>
    'sha256' in one.digest && 'uri' in one ? [{ name: one.name, sha256: one.digest.sha256 }] : [],
  );
}
