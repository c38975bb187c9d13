/** Hostile text in every place of a report, in every format. What holds each format is its own reader, not our escaping. */
import { execFileSync } from 'node:child_process';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../report.ts';
import { filledReport } from './filled.fixture.ts';
import { REPORT_FORMATS, type ReportFormat } from './format.ts';
import { HOSTILE_TEXTS } from './hostile.fixture.ts';
import { renderReport } from './render.ts';

const HARMLESS = 'harmless';

/** Whatever a terminal, an editor or a log viewer could act on; line breaks aside. */
const ACTIVE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/u;
/** Commands to services that run builds: GitHub's two kinds, Azure's, TeamCity's. */
const COMMAND = /^\s*::\s*\w|##\w*\[/m;
/** The colours that we write, and nothing else that begins with an escape. */
const OWN_COLOUR = /\u001b\[(?:1|2|22|3[1-6]|39)m/g;

async function written(format: ReportFormat, text: string, colour = false): Promise<string> {
  const { report, sources } = filledReport(text);
  return renderReport(format, report, sources, { colour });
}

it('there are more than two hundred texts, seven formats, and a text for every field of a report that holds one', () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(200);
  expect(REPORT_FORMATS).toHaveLength(7);
  expect(reportSchema.parse(filledReport(HARMLESS).report)).toBeDefined();
  expect(JSON.stringify(filledReport(HARMLESS).report).split(HARMLESS).length).toBeGreaterThan(150);
});

describe.each(REPORT_FORMATS)('%s', (format) => {
  it('holds nothing that a terminal, an editor or a build service acts on', async () => {
    for (const text of HOSTILE_TEXTS) {
      const shown = await written(format, text);
      const own = format === 'github' ? shown.replace(/^::(error|notice|warning) /gm, '') : shown;
      // A tab that was printed stays one, behind its bar. The page’s own script and style are no text of a sample’s, and not for a log.
      const spoken =
        format === 'html'
          ? own.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
          : own.replace(/^ {2}│ .*$/gm, (line) => line.replaceAll('\t', ''));
      expect([text, ACTIVE.exec(spoken)?.[0], COMMAND.exec(spoken)?.[0]]).toEqual([text, undefined, undefined]);
    }
  });
});

describe('text for a terminal', () => {
  it('has no line and no colour more than for a harmless text', async () => {
    const shape = async (text: string) => {
      const coloured = await written('text', text, true);
      const plain = coloured.replace(OWN_COLOUR, '');
      expect([text, plain.includes('\u001b')]).toEqual([text, false]);
      // What a program printed keeps its lines, each behind a bar.
      const lines = plain.split('\n').filter((line) => !line.startsWith('  │ '));
      return { lines: lines.length, colours: coloured.match(OWN_COLOUR)?.length };
    };
    const usual = await shape(HARMLESS);
    for (const text of HOSTILE_TEXTS.filter((hostile) => !/[\r\n]/.test(hostile)))
      expect([text, await shape(text)]).toEqual([text, usual]);
    for (const text of HOSTILE_TEXTS.filter((hostile) => /[\r\n]/.test(hostile)))
      expect([text, (await shape(text)).lines]).toEqual([text, usual.lines]);
  });
});

describe('JSON', () => {
  it('means what it meant before it was written', async () => {
    for (const text of HOSTILE_TEXTS) {
      const read = JSON.parse(await written('json', text));
      expect([text, JSON.stringify(read) === JSON.stringify(filledReport(text).report)]).toEqual([text, true]);
    }
  });
});

describe('SARIF', () => {
  it('has no link in a message, and a place in the sample for every result', async () => {
    for (const text of HOSTILE_TEXTS) {
      const { runs } = JSON.parse(await written('sarif', text));
      for (const message of messagesIn(runs)) expect(message.replace(/\\[\\[\]]/g, '')).not.toMatch(/[[\]]/);
      for (const uri of textsNamed(runs[0].results, 'uri'))
        expect([text, uri]).toEqual([text, expect.stringMatching(RELATIVE)]);
      expect(textsNamed(runs, 'markdown')).toEqual([]);
      expect(runs[0].results).toHaveLength(2);
    }
  });
});

/** No scheme, no host, no root, no characters that end it. */
const RELATIVE = /^(?![a-z][a-z0-9+.-]*:|\/)[\w.!~*'()%/-]*$/i;

/** What is shown as a message: a snippet is source, and no message. */
function messagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'snippet') return [];
    if (typeof inner === 'string') return key === 'text' || key === 'justification' ? [inner] : [];
    return messagesIn(inner);
  });
}

function textsNamed(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === 'string' ? [inner] : textsNamed(inner, name),
  );
}

describe('Markdown', () => {
  it('has the elements that it has for a harmless text, none with an attribute, and no hostile word outside of code', async () => {
    const usual = shapeOf(await written('markdown', HARMLESS));
    for (const text of HOSTILE_TEXTS) {
      const markdown = await written('markdown', text);
      expect([text, shapeOf(markdown)]).toEqual([text, usual]);
      const outside = outsideCode(marked.parse(markdown, { gfm: true, async: false }));
      expect([text, HOSTILE_WORDS.exec(outside)?.[0]]).toEqual([text, undefined]);
      expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
    }
  });
});

const HOSTILE_WORDS = /somebody|drop\.example|alert|ALLOW|allow everything|rocket|instructions|#1/;

/** The tags of what a Markdown reader makes of it, in order. */
function shapeOf(markdown: string): string {
  const html = marked.parse(markdown, { gfm: true, async: false });
  return (outsideCode(html).match(/<[^>]*>/g) ?? []).join('');
}

function outsideCode(html: string): string {
  return html.replace(/<code>[^<]*<\/code>/g, '');
}

describe('JUnit', () => {
  it('is well-formed, with the elements and attributes that it has for a harmless text', async () => {
    const documents = await Promise.all([HARMLESS, ...HOSTILE_TEXTS].map((text) => written('junit', text)));
    const [usual, ...others] = shapesOf(documents);
    for (const [index, shape] of others.entries())
      expect([HOSTILE_TEXTS[index], shape]).toEqual([HOSTILE_TEXTS[index], usual]);
  });
});

/** Names of elements and attributes as an XML reader finds them. */
function shapesOf(documents: readonly string[]): string[] {
  const script = `import json, sys, xml.dom.minidom as m
for text in json.load(sys.stdin):
    d = m.parseString(text.encode())
    print([(e.tagName, sorted(e.attributes.keys())) for e in d.getElementsByTagName('*')])
`;
  const input = JSON.stringify(documents);
  return execFileSync('/usr/bin/python3', ['-c', script], { input, encoding: 'utf8' }).trim().split('\n');
}

describe('annotations', () => {
  it('are as many commands as there are open findings, each with the properties that are ours', async () => {
    for (const text of HOSTILE_TEXTS) {
      const lines = (await written('github', text))
        .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
        .filter((line) => line !== '');
      expect(lines).toHaveLength(2);
      // As GitHub's runner reads it: properties end at the next `::`, and are parted by commas.
      const [, properties = ''] = /^::notice ([\s\S]*?)::/.exec(lines[0] ?? '') ?? [];
      expect(properties.split(',').map((part) => part.split('=')[0])).toEqual(['file', 'line', 'title']);
    }
  });
});

describe('HTML', () => {
  it('differs from that of a harmless text in its content and its title alone, neither of which can end', async () => {
    const usual = frameOf(await written('html', HARMLESS));
    for (const text of HOSTILE_TEXTS) {
      const page = await written('html', text);
      expect([text, frameOf(page) === usual]).toEqual([text, true]);
      expect(/<title>([\s\S]*?)<\/title>/.exec(page)?.[1]).not.toMatch(/[<>"']/);
      const content = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
      expect(content).not.toMatch(/[<>&]/);
      expect(JSON.parse(content).findings).toHaveLength(2);
    }
  });
});

function frameOf(page: string): string {
  return page
    .replace(/<title>[\s\S]*?<\/title>/, '')
    .replace(/(<script type="application\/json" id="report">)[\s\S]*?(<\/script>)/, '$1$2');
}
