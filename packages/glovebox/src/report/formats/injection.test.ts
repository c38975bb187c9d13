/** Hostile text in every place of a report, in every format. What holds each format is its own reader, not our escaping. */
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../report.ts';
import { filledReport } from './filled.fixture.ts';
import { REPORT_FORMATS, type ReportFormat } from './format.ts';
import { HOSTILE_TEXTS } from './hostile.fixture.ts';
import {
  activeIn,
  annotationsIn,
  markdownShape,
  messagesIn,
  PLAIN,
  RELATIVE,
  terminalShape,
  textsNamed,
  xmlShapes,
} from './readers.fixture.ts';
import { renderReport } from './render.ts';

const HARMLESS = 'harmless';

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

it.each(REPORT_FORMATS)('%s holds nothing that a terminal, an editor or a build service acts on', async (format) => {
  for (const text of HOSTILE_TEXTS)
    expect([text, activeIn(format, await written(format, text))]).toEqual([text, undefined]);
});

it('text for a terminal has no line and no colour more than for a harmless text', async () => {
  const shape = async (text: string) => terminalShape(await written('text', text, true));
  const usual = await shape(HARMLESS);
  expect(usual.escapes).toBe(0);
  for (const text of HOSTILE_TEXTS) {
    const { colours, ...rest } = await shape(text);
    // Of what was printed, each line has its bar set off.
    const own = /[\r\n]/.test(text) ? usual.colours : colours;
    expect([text, { ...rest, colours: own }]).toEqual([text, usual]);
  }
});

it('JSON means what it meant before it was written', async () => {
  for (const text of HOSTILE_TEXTS) {
    const read = JSON.parse(await written('json', text));
    expect([text, JSON.stringify(read) === JSON.stringify(filledReport(text).report)]).toEqual([text, true]);
  }
});

it('SARIF has no link in a message, and a place in the sample for every result', async () => {
  for (const text of HOSTILE_TEXTS) {
    const { runs } = JSON.parse(await written('sarif', text));
    expect([text, messagesIn(runs).filter((message) => !PLAIN.test(message))]).toEqual([text, []]);
    expect([text, textsNamed(runs[0].results, 'uri').filter((uri) => !RELATIVE.test(uri))]).toEqual([text, []]);
    expect(textsNamed(runs, 'markdown')).toEqual([]);
    expect(runs[0].results).toHaveLength(2);
  }
});

it('Markdown has the elements and the words of a harmless text: everything else stands in code', async () => {
  const usual = markdownShape(await written('markdown', HARMLESS));
  expect(usual.words).not.toContain(HARMLESS);
  for (const text of HOSTILE_TEXTS) {
    const markdown = await written('markdown', text);
    expect([text, markdownShape(markdown)]).toEqual([text, usual]);
    expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
  }
});

it('JUnit is well-formed, with the elements and attributes that it has for a harmless text', async () => {
  const documents = await Promise.all([HARMLESS, ...HOSTILE_TEXTS].map((text) => written('junit', text)));
  const [usual, ...others] = xmlShapes(documents);
  expect(others.filter((shape) => shape !== usual)).toEqual([]);
  expect(others).toHaveLength(HOSTILE_TEXTS.length);
});

it('annotations are as many commands as there are open findings, each with the properties that are ours', async () => {
  for (const text of HOSTILE_TEXTS)
    expect([text, annotationsIn(await written('github', text))]).toEqual([
      text,
      [['file', 'line', 'title'], undefined],
    ]);
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
