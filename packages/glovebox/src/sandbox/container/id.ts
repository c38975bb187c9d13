import { GloveboxError } from '../../error.ts';
import type { Engine } from './engine.ts';

/** Whether it is the whole id of a container, which is in the path of its processes' groups and nowhere else. */
export function isContainerId(id: unknown): id is string {
  return typeof id === 'string' && /^[0-9a-f]{64}$/.test(id);
}

/** The id in the daemon's answer to a container made. Throws `daemon-incompatible` when there is none. */
export function containerId({ name }: Pick<Engine, 'name'>, answer: unknown): string {
  const id = (answer as { Id?: unknown } | undefined)?.Id;
  if (isContainerId(id)) return id;
  throw new GloveboxError(
    'daemon-incompatible',
    `the daemon at ${name} made a container and gave no id for it: ${JSON.stringify(id)?.slice(0, 100)}`,
    'Use Docker 20.10 or newer, or Podman 4 or newer; `docker ps --all` there shows what it made.',
  );
}
