// Makes images/icon.png of images/icon.svg, as a browser draws it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const IMAGES = join(import.meta.dirname, '../images');
const SIZE = 256;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
  await page.setContent(`<body style="margin:0">${readFileSync(join(IMAGES, 'icon.svg'), 'utf8')}</body>`);
  await page.screenshot({ path: join(IMAGES, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
