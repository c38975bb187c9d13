const POLICY =
  /^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
const HASH = "'sha256-[A-Za-z0-9+/]{43}='";
const STRICT = new RegExp(
  `^default-src 'none'; script-src ${HASH}; style-src ${HASH}; base-uri 'none'; form-action 'none'$`,
);

/** Whether a page begins with the policy of a report: nothing but one script and one style, each by its hash. */
export function isStrict(html: string): boolean {
  return STRICT.test(POLICY.exec(html)?.[1] ?? '');
}
