/** An image that something wants to run, and who. */
export interface ImageUse {
  /** `container app`, `init container setup`, `ephemeral container debug`, `volume models`. */
  readonly by: string;
  readonly image: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Where each kind has what describes its pods. A kind that is not here is not understood, and refused. */
const POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  '/PodTemplate': ['template', 'spec'],
  '/ReplicationController': ['spec', 'template', 'spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

export function isWorkload(kind: string): boolean {
  return Object.hasOwn(POD_SPEC, kind);
}

/** Every image that its pods would use; undefined where it is not built as it should be. */
export function imagesIn(kind: string, object: unknown): ImageUse[] | undefined {
  const spec = (POD_SPEC[kind] ?? []).reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), object);
  if (!isObject(spec)) return undefined;
  const parts = [
    usesIn(spec, 'containers', 'container'),
    usesIn(spec, 'initContainers', 'init container'),
    usesIn(spec, 'ephemeralContainers', 'ephemeral container'),
    volumesIn(spec),
  ];
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function usesIn(spec: Json, field: string, by: string): ImageUse[] | undefined {
  return listed(spec[field])?.map(({ name, image }) => ({ by: `${by} ${text(name)}`, image: text(image) }));
}

/** Images can be mounted as volumes too, and hold programs there. */
function volumesIn(spec: Json): ImageUse[] | undefined {
  return listed(spec.volumes)?.flatMap(({ name, image }) =>
    image === undefined || image === null
      ? []
      : [{ by: `volume ${text(name)}`, image: text(isObject(image) ? image.reference : '') }],
  );
}

/** An absent list is an empty one; anything but objects in a list is none. */
function listed(value: unknown): Json[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
