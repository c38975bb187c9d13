import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { codeServer, NO_CODE_SERVER } from './code-server.ts';

const CHROMIUM = '/usr/bin/chromium';
const EXTENSION = join(import.meta.dirname, '../..');
const GLOVEBOX = join(import.meta.dirname, '../../../glovebox/bin/glovebox.js');
const PATIENCE_MS = 40_000;

export const NO_WORKBENCH =
  NO_CODE_SERVER ?? (existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not installed (./setup.sh all installs it)`);

/** The workbench over a browser, with the extension as it is packed. Everything in it ends with `close`. */
export interface Workbench {
  /** Folders for workspaces. */
  readonly base: string;
  /** Opens a folder in a window of its own, and one of its files. */
  open(folder: string, file: string): Promise<Page>;
  /** Takes effect in the windows that are opened after it. */
  set(settings: object): void;
  /** How often something was isolated, which is how often something ran. */
  runs(): number;
  close(): Promise<void>;
}

/** A folder that is as trusted as its owner says in the editor; `glovebox` is on PATH, and `bwrap` counts its starts. */
export async function openWorkbench(settings: object): Promise<Workbench> {
  const program = await codeServer();
  await promisify(execFile)(process.execPath, [join(EXTENSION, 'build.mjs')]);
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'glovebox-workbench-')));
  const log = join(base, 'runs');
  // The jail is made by another user.
  chmodSync(base, 0o755);
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  const { server, url } = await serve(program, base, log, settings);
  // Chromium's own sandbox does not start for root; what is opened is ours.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return {
    base,
    open: (folder, file) => openWindow(browser, `${url}?folder=${encodeURIComponent(folder)}`, file),
    set: (next) => writeSettings(base, next),
    runs: () => readFileSync(log, 'utf8').split('\n').length - 1,
    async close() {
      await browser.close();
      server.kill('SIGTERM');
      await Promise.race([once(server, 'exit'), new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL');
      rmSync(base, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function writeSettings(base: string, settings: object): void {
  const folder = join(base, 'user/User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
}

/** Nothing of the workbench's own that would be in the way, or would ask a server. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'window.menuBarVisibility': 'hidden',
  'workbench.editor.useModal': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

async function serve(program: string, base: string, log: string, settings: object) {
  const [bin, extensions] = [join(base, 'bin'), join(base, 'extensions')];
  for (const folder of [bin, extensions]) mkdirSync(folder);
  writeSettings(base, settings);
  install(extensions);
  symlinkSync(GLOVEBOX, join(bin, 'glovebox'));
  const isolate = join(bin, 'bwrap');
  writeFileSync(isolate, `#!/bin/sh\necho run >>'${log}'\nexec /usr/bin/bwrap "$@"\n`);
  chmodSync(isolate, 0o755);
  // The editor asks a login shell for its environment.
  writeFileSync(join(base, '.bash_profile'), `export PATH='${bin}${delimiter}'"$PATH"\n`);
  // Its sockets go with the rest: the workbench leaves them where they are.
  const temporary = join(base, 't');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [
      program,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'],
      ...['--user-data-dir', join(base, 'user'), '--extensions-dir', extensions, '--config', join(base, 'config.yaml')],
    ],
    {
      env: {
        ...process.env,
        HOME: base,
        TMPDIR: temporary,
        XDG_RUNTIME_DIR: temporary,
        SHELL: '/bin/bash',
        NODE_OPTIONS: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  await listening(server);
  return { server, url: `http://127.0.0.1:${port}/` };
}

/** What `vsce` packs, by the same list. */
function install(extensions: string): void {
  const folder = join(extensions, 'glovebox.glovebox-vscode-0.1.0');
  for (const part of ['package.json', 'dist/extension.cjs', 'images'])
    cpSync(join(EXTENSION, part), join(folder, part), { recursive: true });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function listening(server: ChildProcess): Promise<void> {
  let said = '';
  const said$ = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000);
  };
  server.stderr?.on('data', said$);
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk) => {
      said$(chunk);
      if (/server listening on http/i.test(said)) resolve();
    });
    server.once('exit', (code) => reject(new Error(`code-server ended with ${code}: ${said}`)));
  });
}

async function openWindow(browser: Browser, url: string, file: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1180, height: 720 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.locator('.monaco-workbench .statusbar').waitFor();
  await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick();
  await page.locator('.monaco-editor .view-lines').first().waitFor();
  return page;
}

/** Replaces what is in the editor, as somebody who pastes. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+A');
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('Control+V');
}

/** Carries out a command by its name in the palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().fill(`>${name}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
}
