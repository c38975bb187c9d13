import { GloveboxError } from '../../error.ts';
import { imageMissing } from '../images/records.ts';
import { type Engine, EngineError } from './engine.ts';

export interface Inspected {
  readonly Id: string;
  readonly Architecture: string;
  readonly Os: string;
  readonly Size: number;
  readonly Config?: { readonly Volumes?: Readonly<Record<string, object>> | null } | null;
}

/** What the daemon knows of an image; undefined when it has no such image. */
export async function inspect(engine: Engine, image: string): Promise<Inspected | undefined> {
  try {
    return await engine.call<Inspected>('GET', `/images/${encodeURIComponent(image)}/json`);
  } catch (cause) {
    if (cause instanceof EngineError && cause.status === 404) return undefined;
    throw cause;
  }
}

/** The id of an image that somebody chose. Throws `image-missing` or `image-invalid`. */
export async function imageId(engine: Engine, image: string): Promise<string> {
  const known = await inspect(engine, image);
  if (known === undefined) throw imageMissing(`${image} at ${engine.name}`);
  expectNoVolumes(image, known);
  // Podman gives the bare hash.
  return known.Id.startsWith('sha256:') ? known.Id : `sha256:${known.Id}`;
}

/** Throws `image-invalid` when the image was made for other processors or another system. */
export function expectArchitecture(engine: Engine, name: string, { Architecture, Os }: Inspected): void {
  const wanted = engine.architecture;
  if (Os === 'linux' && (wanted === '' || Architecture === wanted)) return;
  throw new GloveboxError(
    'image-invalid',
    `the image ${name} is for ${Os}/${Architecture}, and the daemon at ${engine.name} runs linux/${wanted}`,
    'Build it for this machine: glovebox images build container, or name the digest of the right architecture with --from.',
  );
}

/** Throws `image-invalid` when the image asks for folders that the daemon would make writable, and without a bound, in every container. */
export function expectNoVolumes(name: string, { Config }: Pick<Inspected, 'Config'>): void {
  const volumes = Object.keys(Config?.Volumes ?? {});
  if (volumes.length === 0) return;
  throw new GloveboxError(
    'image-invalid',
    `the image ${name} has volumes, which no limit holds: ${volumes.join(', ')}`,
    'Use an image without a VOLUME, or build from Debian packages: glovebox images build container',
  );
}
