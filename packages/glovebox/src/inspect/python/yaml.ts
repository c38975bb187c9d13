/** A tag that makes the loader look something up, and the arguments it is called with, in the same line or as an item of a list. */
const TAG =
  /!!python\/(?:object\/(?:apply|new)|object|name|module):([\w.]{1,200})[ \t]*(\[[^\]\n]{0,2000}\]|\n[ \t]*-[ \t]*[^\n]{0,2000})?/g;
const MOST_TAGS = 50;

/** What loading a YAML document with all of Python's tags calls, as Python; undefined where it has none of these tags. */
export function codeOfYaml(document: string): string | undefined {
  const calls: string[] = [];
  for (const [, name = '', given = ''] of document.matchAll(TAG)) {
    if (calls.length >= MOST_TAGS) break;
    const module = name.includes('.') ? `import ${name.slice(0, name.lastIndexOf('.'))}; ` : '';
    calls.push(`${module}${name}(${argumentsOf(given.trim())})`);
  }
  return calls.length === 0 ? undefined : calls.join('\n');
}

function argumentsOf(given: string): string {
  if (given.startsWith('['))
    return given
      .slice(1, -1)
      .split(',')
      .map((item) => text(item))
      .join(', ');
  return given.startsWith('-') ? text(given.slice(1)) : '';
}

function text(item: string): string {
  const plain = item.trim().replace(/^(["'])([\s\S]*)\1$/, '$2');
  return plain === '' ? '' : JSON.stringify(plain);
}
