import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export const NO_BROWSER = existsSync(CHROMIUM)
  ? undefined
  : `${CHROMIUM} is not installed (./setup.sh all installs it)`;

/** What a page did that a report never does. */
export interface Misdeeds {
  readonly requests: string[];
  readonly dialogs: string[];
  readonly errors: string[];
  readonly navigations: string[];
}

export interface OpenReport {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

/** One browser and a folder for pages, both gone with `close`. */
export interface Viewer {
  /** Writes a page to the disk and opens it from there, watched. */
  open(html: string, options?: BrowserContextOptions): Promise<OpenReport>;
  close(): Promise<void>;
}

export async function openViewer(): Promise<Viewer> {
  // Chromium’s own sandbox does not start for root; the pages are ours, and what they could do is what is tested.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-pages-'));
  let pages = 0;
  return {
    async open(html, options) {
      const path = join(folder, `${pages++}.html`);
      writeFileSync(path, html);
      return watched(browser, pathToFileURL(path).href, options);
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function watched(browser: Browser, url: string, options?: BrowserContextOptions): Promise<OpenReport> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const misdeeds: Misdeeds = { requests: [], dialogs: [], errors: [], navigations: [] };
  page.on('request', (request) => request.url() !== url && misdeeds.requests.push(request.url()));
  page.on('framenavigated', (frame) => frame.url() !== url && misdeeds.navigations.push(frame.url()));
  page.on('pageerror', (error) => misdeeds.errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && misdeeds.errors.push(message.text()));
  page.on('dialog', (dialog) => {
    misdeeds.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, misdeeds };
}
