import { GloveboxError } from '../../error.ts';
import { imageMissing } from '../images/records.ts';
import type { Engine, EngineError } from './engine.ts';

const REBUILD = 'Build it again: glovebox images build container';

/** What it means that the daemon refused to make or start a container. */
export function refusal(engine: Engine, image: string, cause: EngineError): GloveboxError {
  const { message } = cause;
  if (/no such image/i.test(message)) return imageMissing(`${image} at ${engine.name}`, { cause });
  if (
    /no such file or directory|not found in \$PATH|executable file not found/i.test(message) &&
    /warden/.test(message)
  )
    return invalid(`the image ${image} has no warden at /glovebox/warden`, REBUILD, cause);
  if (/exec format error|does not match the (specified|host) platform/i.test(message))
    return invalid(`the image ${image} is for another architecture than ${engine.architecture}`, REBUILD, cause);
  if (/unknown (or invalid )?runtime/i.test(message))
    return new GloveboxError(
      'backend-unavailable',
      `the daemon at ${engine.name} does not know the runtime: ${message}`,
      'Install gVisor and tell the daemon: runsc install, then systemctl restart docker.',
      { cause },
    );
  if (/no space left on device/i.test(message))
    return new GloveboxError(
      'no-space',
      `the daemon at ${engine.name} has no disk space left: ${message}`,
      'Free some: docker system df shows what takes it, glovebox images prune removes what no run uses.',
      { cause },
    );
  return new GloveboxError(
    'backend-failed',
    `the daemon at ${engine.name} could not start the container: ${message}`,
    'Look at its log (journalctl -u docker); `glovebox doctor` shows what works.',
    { cause },
  );
}

/** What to do when the container started and its warden could not make the sandbox. */
export function wardenFailure(image: string, interpreter: string) {
  return (complaints: string, reason: string | undefined): GloveboxError => {
    const said = [reason, complaints.trim()].filter(Boolean).join('; ') || 'it ended without a word';
    if (/exec format error/i.test(said))
      return invalid(`the image ${image} is for another architecture: ${said}`, REBUILD, undefined);
    if (/exec \/glovebox\/warden/.test(said))
      return invalid(`the image ${image} has no warden at /glovebox/warden: ${said}`, REBUILD, undefined);
    if (said.includes(`execute ${interpreter}`))
      return invalid(`the image ${image} has no interpreter at ${interpreter}: ${said}`, REBUILD, undefined);
    return new GloveboxError(
      'backend-failed',
      `the container failed: ${said}`,
      'Run `glovebox doctor` to see what is missing.',
    );
  };
}

function invalid(message: string, remedy: string, cause: unknown): GloveboxError {
  return new GloveboxError('image-invalid', message, remedy, { cause });
}
