/** PEP 263: what the first two lines say of how the bytes are to be read. Python looks in comments alone, and at the second after one. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;
/** Whose letters below 128 are ASCII's, wherever they stand. */
const LIKE_ASCII =
  /^(u8|utf|utf-?8(-sig|-unix|-dos|-mac)?|cp65001|ascii|us-ascii|646|ansi-x3\.4-1968|l\d|latin-?\d{1,2}|iso-?8859(-\d{1,2})?|cp-?(125\d|4\d\d|7\d\d|8\d\d)|windows-?125\d|1252|ibm\d{3}|koi8-?[rut]|mac-?\w{3,12}|tis-?620|euc-?(jp|kr|cn)|gb2312|ks-?c-?5601)$/;
/** Where one below 128 may be the second half of another letter. */
const IN_TWO_BYTES =
  /^(gbk|gb18030|936|cp9(32|36|49|50)|ms9\d\d|big5(-?hkscs)?|s?-?jis|shift-?jis(x0213|-2004)?|uhc|johab)$/;

/**
 * The encoding that Python is told to read a source in, where that makes another program of it than what anybody sees: in
 * `unicode_escape` a comment goes on as code after `\u000a`. Undefined where both read the same.
 */
export function foreignEncoding(text: string): string | undefined {
  for (const line of text
    .slice(0, 4_000)
    .split(/\r\n|\r|\n/)
    .slice(0, 2)) {
    const named = COOKIE.exec(line)?.[1];
    if (named === undefined) continue;
    const name = named.toLowerCase().replaceAll('_', '-');
    if (LIKE_ASCII.test(name)) return undefined;
    if (IN_TWO_BYTES.test(name) && /^[\x00-\x7f]*$/.test(text)) return undefined;
    return named.slice(0, 60);
  }
  return undefined;
}
