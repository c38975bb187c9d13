/** The page of a report in the browser that people have: what it shows, what it never does, and who can use it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../examine/examine.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { loadSample } from '../../sample/load.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Run } from '../../sandbox/run.ts';
import { filledReport } from '../formats/filled.fixture.ts';
import { HOSTILE_TEXTS } from '../formats/hostile.fixture.ts';
import type { Report } from '../report.ts';
import type { Sources } from '../view.ts';
import { NO_BROWSER, openViewer, type Viewer } from './browser.fixture.ts';
import { renderHtml } from './html.ts';

if (NO_BROWSER !== undefined) console.log(`skipped: ${NO_BROWSER}`);

const EXAMPLES = fileURLToPath(new URL('../../../../../examples/', import.meta.url));
const INSPECT = readFileSync(new URL('inspect-page.fixture.js', import.meta.url), 'utf8');
const NO_MISDEEDS = { requests: [], dialogs: [], errors: [], navigations: [] };

let viewer: Viewer;
let sample: Sample;
let report: Report;
beforeAll(async () => {
  if (NO_BROWSER !== undefined) return;
  viewer = await openViewer();
  sample = await loadSample(`${EXAMPLES}dangerous/steal-credentials.py`);
  report = await check(sample, { policy: { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } } });
});
afterAll(() => viewer?.close());

describe.skipIf(NO_BROWSER !== undefined)('the page of a report', () => {
  it('says the verdict and why, and has a part for each thing that was seen', async () => {
    const { page, misdeeds } = await viewer.open(renderHtml(report, sample));
    expect(await page.title()).toBe('block, risk 100: steal-credentials.py');
    expect(await page.locator('.decision').textContent()).toBe('Block');
    expect(await page.locator('.why').textContent()).toMatch(/^Blocked: .*\d findings/);
    const parts = await page
      .locator('section > h2')
      .evaluateAll((all) => all.map((one) => one.firstChild?.textContent));
    expect(parts).toEqual([
      'Findings',
      'Source',
      'Timeline',
      'Processes',
      'Network',
      'Output',
      'Isolation',
      'Resources',
    ]);
    expect(await page.locator('.finding').count()).toBe(report.findings.length);
    expect(misdeeds).toEqual(NO_MISDEEDS);
    await page.context().close();
  });

  it('leads from a finding to its line, and shows which lines ran', async () => {
    const { page } = await viewer.open(renderHtml(report, sample));
    await page.locator('.finding .place').first().click();
    expect(page.url()).toMatch(/#line-0-33$/);
    expect(await page.locator('#line-0-33').getAttribute('class')).toContain('ran');
    expect(await page.locator('#line-0-26').getAttribute('class')).toContain('missed');
    expect(await page.locator('#line-0-33 .note-link').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  it('looks closer at a time with the keyboard alone, and sorts events by what they are', async () => {
    const { page } = await viewer.open(renderHtml(report, sample));
    const status = page.locator('.timeline [role=status]');
    const rows = page.locator('.events tbody tr');
    const [before, all] = [await status.textContent(), await rows.count()];
    await page.locator('.chart-frame').focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    expect(await status.textContent()).not.toBe(before);
    await page.keyboard.press('0');
    expect(await status.textContent()).toBe(before);
    await page.getByLabel('Kind').selectOption('network');
    const left = await rows.count();
    expect([left > 0, left < all]).toEqual([true, true]);
    for (const row of await rows.allTextContents()) expect(row).toContain('network.');
    await page.context().close();
  });

  it('asks for nothing and runs one script, which its policy names', async () => {
    const html = renderHtml(report, sample);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
    );
    const { page, misdeeds } = await viewer.open(html);
    expect(await inside(page, 'runsAnother()')).toBe(false);
    expect(misdeeds.requests).toEqual([]);
    expect(misdeeds.errors.join()).toMatch(/Content Security Policy/);
    await page.context().close();
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 360, height: 740 }, isMobile: true }],
  ] as const)('has no serious fault for those who cannot see or point (%s)', async (_, options) => {
    const { page } = await viewer.open(renderHtml(report, sample), { ...options, bypassCSP: true });
    expect(await faultsIn(page)).toEqual([]);
    expect(await inside(page, 'beyondScreen()')).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it('has none either where it has every part there can be', async () => {
    const { report: full, sources } = filledReport('words of some sample');
    const { page } = await viewer.open(renderHtml(full, sources), { bypassCSP: true });
    expect(await faultsIn(page)).toEqual([]);
    await page.context().close();
  });

  it('prints without what only a screen has', async () => {
    const { page } = await viewer.open(renderHtml(report, sample));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('.finding').first().isVisible()).toBe(true);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });

  it('is drawn of twenty thousand events, a hundred rows at a time', async () => {
    const { page, misdeeds } = await viewer.open(renderHtml(withEvents(report, 25_000), sample));
    expect(await page.locator('.events tbody tr').count()).toBe(100);
    expect(await page.locator('.timeline [role=status]').textContent()).toMatch(/^20000 events/);
    expect(await page.locator('footer').textContent()).toContain('5000 events');
    expect(await inside(page, 'count()')).toBeLessThan(6_000);
    await page.getByRole('button', { name: /^Show 100 more/ }).click();
    expect(await page.locator('.events tbody tr').count()).toBe(200);
    expect(misdeeds).toEqual(NO_MISDEEDS);
    await page.context().close();
  });

  it('says so where scripts are off', async () => {
    const { page } = await viewer.open(renderHtml(report, sample), { javaScriptEnabled: false });
    expect(await page.locator('noscript').textContent()).toContain('Glovebox: block, risk 100 of 100');
    await page.context().close();
  });
});

describe.skipIf(NO_BROWSER !== undefined)('hostile text in the page', () => {
  const BATCH = 44;
  /** What a page has for as many texts that ask for nothing. */
  const harmless: Record<number, unknown> = {};
  const batches = Array.from({ length: Math.ceil(HOSTILE_TEXTS.length / BATCH) }, (_, index) =>
    HOSTILE_TEXTS.slice(index * BATCH, (index + 1) * BATCH),
  );

  it.each(batches.map((texts, index) => [index * BATCH, texts] as const))(
    'runs nothing, asks for nothing, leads nowhere and is no element (from %i on)',
    async (_, texts) => {
      const hostile = await elementsFor(texts);
      harmless[texts.length] ??= await elementsFor(texts.map((__, index) => `harmless ${index}`));
      expect(hostile).toEqual(harmless[texts.length]);
    },
    60_000,
  );

  it('would be found where a page took it for markup', async () => {
    const { page, misdeeds } = await viewer.open(
      '<!DOCTYPE html><title>t</title><script>trap=0</script><img src="x" onerror="trap=1;alert(1)"><iframe src="https://drop.example"></iframe>',
    );
    await expect.poll(() => misdeeds.dialogs).toEqual(['1']);
    expect(misdeeds.requests.length).toBeGreaterThan(0);
    await page.context().close();
  });
});

/** Evaluates a call of what inspect-page.fixture.js gives. */
async function inside(page: Page, call: string): Promise<unknown> {
  await page.evaluate(INSPECT);
  return page.evaluate(`inspected.${call}`);
}

async function faultsIn(page: Page): Promise<unknown> {
  await inside(page, 'unfold()');
  await page.evaluate(axe.source);
  return inside(page, 'faults()');
}

/** Elements with their attributes, and how many of each there are, once everything is unfolded. */
async function elementsFor(texts: readonly string[]): Promise<unknown> {
  const { report: merged, sources } = mergedReport(texts);
  const { page, misdeeds } = await viewer.open(renderHtml(merged, sources));
  await inside(page, 'unfold()');
  const counts = await inside(page, 'elements()');
  expect(misdeeds).toEqual(NO_MISDEEDS);
  await page.context().close();
  return counts;
}

/** One report with everything that the reports of several texts hold; of a text of several lines the source has one. */
function mergedReport(texts: readonly string[]): { report: Report; sources: Sources } {
  const all = texts.map(filledReport);
  const [first] = all;
  if (first === undefined) throw new Error('there is no text');
  const reports = all.map((one) => one.report);
  const run = mergedRun(reports.flatMap(({ runs }) => runs.slice(0, 1)));
  return {
    report: {
      ...first.report,
      verdict: { ...first.report.verdict, lower: texts.slice(0, 12) },
      findings: reports.flatMap(({ findings }) => findings),
      sites: reports.flatMap(({ sites }) => sites),
      flows: reports.flatMap(({ flows }) => flows),
      runs: [run, { ...run, id: 'run:2' }],
      unreached: reports.flatMap(({ unreached = [] }) => unreached),
    },
    sources: {
      files: texts.map((path) => ({ path, content: Buffer.from(`call(${path.replace(/[\r\n\0]+/g, ' ')})\n`) })),
    },
  };
}

function mergedRun(runs: readonly Run[]): Run {
  const [first] = runs;
  if (first === undefined) throw new Error('there is no run');
  return {
    ...first,
    stdout: runs.map(({ stdout }) => stdout).join('\n'),
    stderr: runs.map(({ stderr }) => stderr).join('\n'),
    events: runs.flatMap(({ events }) => events),
    changes: runs.flatMap(({ changes }) => changes),
    captured: runs.flatMap(({ captured = [] }) => captured),
    conversations: runs.flatMap(({ conversations = [] }) => conversations),
    processes: runs.flatMap(({ processes = [] }, index) => processes.map((one) => ({ ...one, pid: index + 2 }))),
  };
}

function withEvents(given: Report, count: number): Report {
  const [run] = given.runs;
  const event = run?.events.find(({ capability }) => capability === 'secret.read');
  if (run === undefined || event === undefined) throw new Error('the example reads a secret');
  const events = Array.from({ length: count }, (_, index) => ({
    ...event,
    id: `event:${index + 1}`,
    atMs: index / 10,
  }));
  return { ...given, runs: [{ ...run, events }] };
}
