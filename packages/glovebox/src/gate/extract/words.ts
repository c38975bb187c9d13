/** Words as one shell command, each as it is: what `["sh", "-c", "a b"]` runs. */
export function commandOf(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
