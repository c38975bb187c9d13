/** Why a text is not the one way of writing its JSON. */
export class NotStrict extends Error {}

const STRING_OR_SPACE = /("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g;

/**
 * JSON that can only be read one way. A key that is there twice, a byte-order mark, an escape that none is needed for, `1.0` for `1` or
 * half a character would be read differently by others than by us; written again, such a text comes out as another one.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NotStrict('it is not JSON');
  }
  if (JSON.stringify(value) !== text.replace(STRING_OR_SPACE, '$1'))
    throw new NotStrict('its JSON can be read in more than one way (a key twice, or needless escapes)');
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotStrict('it is not UTF-8');
  }
}
