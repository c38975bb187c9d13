/** Hostile text in every place of a gate's result, in every format of it, read by the readers that a report is. */
import { expect, it } from 'vitest';
import { type Filling, filled } from '../../report/formats/filled.fixture.ts';
import { HOSTILE_TEXTS } from '../../report/formats/hostile.fixture.ts';
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
} from '../../report/formats/readers.fixture.ts';
import { type GateResult, gateJsonSchema, gateSchema } from '../result.ts';
import { GATE_FORMATS, type GateFormat } from './formats.ts';
import { renderGate } from './render.ts';

const HARMLESS = 'harmless';
const SCHEMA = gateJsonSchema() as Filling;

/** A finding that the change brought, one that was accepted, and one that was there before; differences of every kind. */
function filledResult(text: string): GateResult {
  const result = filled(SCHEMA, text) as GateResult;
  const [finding] = result.findings;
  const [entry] = result.difference.added;
  if (finding === undefined || entry === undefined) throw new Error('the schema of a gate has findings and entries');
  const entries = (['host', 'file', 'command', 'policy'] as const).map((kind) => ({ ...entry, kind }));
  return {
    ...result,
    difference: { added: entries, removed: entries },
    findings: [
      { ...finding, status: 'open', introduced: true },
      { ...finding, status: 'overridden', introduced: true },
      { ...finding, status: 'open', introduced: false },
    ],
  };
}

function written(format: GateFormat, text: string, colour = false): Promise<string> {
  return renderGate(format, filledResult(text), { colour });
}

it('a result is filled as its schema says', () => {
  expect(gateSchema.parse(filledResult(HARMLESS))).toBeDefined();
  expect(JSON.stringify(filledResult(HARMLESS)).split(HARMLESS).length).toBeGreaterThan(60);
});

it.each(GATE_FORMATS)('%s holds nothing that a terminal, an editor or a build service acts on', async (format) => {
  for (const text of HOSTILE_TEXTS)
    expect([text, activeIn(format, await written(format, text))]).toEqual([text, undefined]);
});

it('text for a terminal has no escape that is not ours', async () => {
  for (const text of HOSTILE_TEXTS)
    expect([text, terminalShape(await written('text', text, true)).escapes]).toEqual([text, 0]);
});

it('SARIF has no link in a message, and a place in the repository for every result', async () => {
  for (const text of HOSTILE_TEXTS) {
    const { runs } = JSON.parse(await written('sarif', text));
    expect([text, messagesIn(runs).filter((message) => !PLAIN.test(message))]).toEqual([text, []]);
    expect([text, textsNamed(runs[0].results, 'uri').filter((uri) => !RELATIVE.test(uri))]).toEqual([text, []]);
  }
});

it('Markdown has the elements and the words of a harmless text: everything else stands in code', async () => {
  const usual = markdownShape(await written('markdown', HARMLESS));
  expect(usual.words).not.toContain(HARMLESS);
  for (const text of HOSTILE_TEXTS)
    expect([text, markdownShape(await written('markdown', text))]).toEqual([text, usual]);
});

it('JUnit is well-formed, with the elements and attributes that it has for a harmless text', async () => {
  const documents = await Promise.all([HARMLESS, ...HOSTILE_TEXTS].map((text) => written('junit', text)));
  const [usual, ...others] = xmlShapes(documents);
  expect(others.filter((shape) => shape !== usual)).toEqual([]);
});

it('annotations have the properties that are ours', async () => {
  const usual = annotationsIn(await written('github', HARMLESS));
  for (const text of HOSTILE_TEXTS) expect([text, annotationsIn(await written('github', text))]).toEqual([text, usual]);
});
