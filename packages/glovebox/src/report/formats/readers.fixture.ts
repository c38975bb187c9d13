/** What reads each format, strictly: what it finds must be the same for a hostile text as for a harmless one. */
import { execFileSync } from 'node:child_process';
import { marked } from 'marked';
import type { ReportFormat } from './format.ts';

/** Whatever a terminal, an editor or a log viewer could act on; line breaks aside. */
const ACTIVE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/u;
/** Commands to services that run builds: GitHub's two kinds, Azure's, TeamCity's. */
const COMMAND = /^\s*::\s*\w|##\w*\[/m;
/** The colours that we write, and nothing else that begins with an escape. */
const OWN_COLOUR = /\u001b\[(?:1|2|22|3[1-6]|39)m/g;

/** The first thing in a text of this format that a terminal, an editor or a build service acts on; absent where there is none. */
export function activeIn(format: ReportFormat, shown: string): string | undefined {
  const own = withoutOurs(format, shown);
  return ACTIVE.exec(own)?.[0] ?? COMMAND.exec(own)?.[0];
}

function withoutOurs(format: ReportFormat, shown: string): string {
  if (format === 'github') return shown.replace(/^::(error|notice|warning) /gm, '');
  // The page’s own script and style are no text of a sample’s, and not for a log.
  if (format === 'html') return shown.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
  // A tab that was printed stays one, behind its bar.
  return shown.replace(/^ {2}│ .*$/gm, (line) => line.replaceAll('\t', ''));
}

/** Lines and colours of coloured text. What a program printed keeps its lines, each behind a bar. */
export function terminalShape(coloured: string): { lines: number; escapes: number; colours: number } {
  const plain = coloured.replace(OWN_COLOUR, '');
  return {
    lines: plain.split('\n').filter((line) => !line.startsWith('  │ ')).length,
    escapes: plain.split('\u001b').length - 1,
    colours: coloured.match(OWN_COLOUR)?.length ?? 0,
  };
}

/** Of SARIF, what is shown as a message: a snippet is source, and no message. */
export function messagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'snippet') return [];
    if (typeof inner === 'string') return key === 'text' || key === 'justification' ? [inner] : [];
    return messagesIn(inner);
  });
}

/** Every text under this name, at any depth. */
export function textsNamed(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === 'string' ? [inner] : textsNamed(inner, name),
  );
}

/** No link: brackets that are not escaped would make one in a message of SARIF's. */
export const PLAIN = /^(?:[^[\]\\]|\\[\\[\]])*$/;
/** No scheme, no host, no root, no characters that end it. */
export const RELATIVE = /^(?![a-z][a-z0-9+.-]*:|\/)[\w.!~*'()%/-]*$/i;

/** The tags of what a Markdown reader makes of it, in order, and the words that stand outside of code. */
export function markdownShape(markdown: string): { tags: string; words: string } {
  const html = marked.parse(markdown, { gfm: true, async: false }).replace(/<code>[^<]*<\/code>/g, '');
  return { tags: (html.match(/<[^>]*>/g) ?? []).join(''), words: html.replace(/<[^>]*>/g, '') };
}

/** Names of elements and attributes as an XML reader finds them; throws where a document is not well-formed. */
export function xmlShapes(documents: readonly string[]): string[] {
  const script = `import json, sys, xml.dom.minidom as m
for text in json.load(sys.stdin):
    d = m.parseString(text.encode())
    print([(e.tagName, sorted(e.attributes.keys())) for e in d.getElementsByTagName('*')])
`;
  const input = JSON.stringify(documents);
  return execFileSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' }).trim().split('\n');
}

/** Annotations as GitHub's runner reads them: lines, with the properties of each that is a command. */
export function annotationsIn(text: string): (string[] | undefined)[] {
  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).filter((line) => line !== '');
  return lines.map((line) => {
    const [, properties] = /^::(?:error|notice|warning) ([\s\S]*?)::/.exec(line) ?? [];
    return properties?.split(',').map((part) => part.split('=')[0] ?? '');
  });
}
