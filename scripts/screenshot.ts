// Makes the picture in docs/reports.md: the page of an example's report, as a browser shows it.
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { check } from '../packages/glovebox/src/examine/examine.ts';
import { DEFAULT_POLICY } from '../packages/glovebox/src/policy/policy.ts';
import { renderHtml } from '../packages/glovebox/src/report/html/html.ts';
import { loadSample } from '../packages/glovebox/src/sample/load.ts';

const ROOT = join(import.meta.dirname, '..');
const PICTURE = join(ROOT, 'docs/images/report.png');

const sample = await loadSample(join(ROOT, 'examples/dangerous/steal-credentials.py'));
const report = await check(sample, { policy: { ...DEFAULT_POLICY, network: { mode: 'sinkhole' } } });
const path = join(tmpdir(), `glovebox-screenshot-${process.pid}.html`);
writeFileSync(path, renderHtml(report, sample));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1160, height: 800 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(path).href);
  await page.screenshot({ path: PICTURE });
} finally {
  await browser.close();
  rmSync(path);
}
