/** `registry.example:5000/team/app:1.2@sha256:…`, as containers name what they run. */
const WITH_DIGEST = /^[^@\s]+@sha256:([0-9a-f]{64})$/;

/** 64 hex digits of an image that is named by its content; a tag can be moved to another image after it was looked at. */
export function digestIn(image: string): string | undefined {
  return WITH_DIGEST.exec(image)?.[1];
}
