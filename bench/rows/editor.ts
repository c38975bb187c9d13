import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { diagnosticsOf } from '../../packages/glovebox/src/lsp/diagnostics.ts';
import { EditorDocument } from '../../packages/glovebox/src/lsp/document.ts';
import { type Editor, startEditor } from '../../packages/glovebox/src/lsp/lsp.fixture.ts';
import { DEFAULT_POLICY } from '../../packages/glovebox/src/policy/policy.ts';
import { sampleOfSource } from '../../packages/glovebox/src/sample/load.ts';
import type { Bench, Row } from '../row.ts';
import { quantile, summarize } from '../statistics.ts';
import { stopwatch } from '../turns.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINES = 500;
const EDITORS_NAMES: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.ts': 'typescript',
  '.sh': 'shellscript',
};

/** Typing into a file of 500 lines; saving; and what is left of a thousand edits. */
export const editor: Bench = {
  name: 'editor',
  async measure(scale) {
    const typed: Row[] = [];
    // One after the other: they share a thread.
    for (const ending of ['.py', '.ts', '.sh'])
      typed.push(...typingRows(ending, await typing(ending, scale.pairs(200))));
    const saved = await saving();
    return [
      ...typed,
      {
        kind: 'figure',
        name: 'save until what its run showed is told, 95th percentile',
        how: `${saved.length} ordinary examples over the protocol`,
        ms: summarize([quantile(saved, 0.95)]),
        atMost: 1_000,
      },
      await growth(1_000), // edits that come at once are read together: the number costs little
    ];
  },
};

function typingRows(ending: string, { elapsed, processor }: Typed): Row[] {
  const how = `${elapsed.length} edits, examples put together`;
  return [
    {
      kind: 'figure',
      name: `an edit in ${LINES} lines of ${ending} until its findings, 95th percentile`,
      how,
      ms: summarize([quantile(elapsed, 0.95)]),
      atMost: 50,
    },
    {
      kind: 'figure',
      name: '  processor time of the thread, median',
      how: 'the same edits, whatever else the machine does',
      ms: summarize([quantile(processor, 0.5)]),
    },
    {
      kind: 'figure',
      name: '  processor time of the thread, 95th percentile',
      how: 'the same edits',
      ms: summarize([quantile(processor, 0.95)]),
    },
  ];
}

/** Milliseconds of each edit, in order of size. */
interface Typed {
  readonly elapsed: readonly number[];
  readonly processor: readonly number[];
}

/** The examples of a language one after the other, until there are so many lines. */
function longSource(ending: string): string {
  const paths = globSync(`examples/{ordinary,dangerous}/*${ending}`, { cwd: ROOT }).sort();
  let lines: string[] = [];
  while (lines.length < LINES)
    lines = [...lines, ...paths.flatMap((path) => readFileSync(join(ROOT, path), 'utf8').split('\n'))];
  return `${lines.slice(0, LINES).join('\n')}\n`;
}

async function typing(ending: string, edits: number): Promise<Typed> {
  const text = longSource(ending);
  const language = ({ '.py': 'python', '.ts': 'typescript', '.sh': 'bash' } as const)[ending as '.py'] ?? 'python';
  const uri = `untitled:bench${ending}`;
  const buffer = TextDocument.create(uri, language, 0, text);
  const document = new EditorDocument(buffer, sampleOfSource(text, language), DEFAULT_POLICY);
  await document.read();
  const elapsed: number[] = [];
  const processor: number[] = [];
  for (let edit = 1; edit <= edits; edit++) {
    const line = (edit * 37) % LINES;
    // A comment, letter by letter, that begins anew at the end of each: what people type most of.
    const change = { range: at(line, 0), text: edit % 10 === 0 ? '\n' : ' ' };
    const before = process.threadCpuUsage();
    const ms = await stopwatch(async () => {
      document.edit([change], edit);
      await document.read();
      diagnosticsOf(document);
    });
    const { user, system } = process.threadCpuUsage(before);
    elapsed.push(ms);
    processor.push((user + system) / 1_000);
    document.edit([{ range: spanOf(change), text: '' }], edit + 0.5);
  }
  document.close();
  const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
  return { elapsed: sorted(elapsed), processor: sorted(processor) };
}

function at(line: number, character: number) {
  return { start: { line, character }, end: { line, character } };
}

function spanOf({ range: { start }, text }: { range: ReturnType<typeof at>; text: string }) {
  const end = text === '\n' ? { line: start.line + 1, character: 0 } : { line: start.line, character: 1 };
  return { start, end };
}

async function saving(): Promise<number[]> {
  const client = await startEditor();
  const times: number[] = [];
  try {
    for (const path of globSync('examples/ordinary/*.{py,js,ts,sh}', { cwd: ROOT }).sort()) {
      const uri = `untitled:${path}`;
      await client.open(uri, EDITORS_NAMES[extname(path)] ?? 'python', readFileSync(join(ROOT, path), 'utf8'));
      await client.status(uri, ({ state }) => state === 'read');
      times.push(
        await stopwatch(async () => {
          await client.save(uri);
          await client.status(uri, ({ state }) => state === 'seen');
        }),
      );
    }
  } finally {
    await client.close();
  }
  return times.sort((a, b) => a - b);
}

/** What the server has taken more after a thousand edits than after the first hundred, and whether it left a process. */
async function growth(edits: number): Promise<Row> {
  const client = await startEditor();
  const uri = 'untitled:growth.py';
  const text = longSource('.py');
  await client.open(uri, 'python', text);
  let version = 1;
  const type = async (count: number) => {
    for (let edit = 0; edit < count; edit++) {
      const line = (edit * 37) % LINES;
      await client.edit(uri, ++version, [line, 0, line, 0], ' ');
      await client.edit(uri, ++version, [line, 0, line, 1], '');
    }
    await settled(client, uri);
  };
  try {
    for (let round = 0; round < 3; round++) await type(edits);
    const before = residentMiB(client);
    await type(edits);
    const after = residentMiB(client);
    const children = readFileSync(`/proc/${client.server.pid}/task/${client.server.pid}/children`, 'utf8').trim();
    if (children !== '') throw new Error(`processes are left: ${children}`);
    return {
      kind: 'size',
      name: `memory the server grew by in ${edits} edits`,
      how: 'resident, after three times as many to warm up; no process left',
      mebibytes: after - before,
      atMost: 10,
    };
  } finally {
    await client.close();
  }
}

/** The last of many edits is read: an answer comes after everything that was sent before. */
async function settled(client: Editor, uri: string): Promise<void> {
  await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  await client.diagnostics(uri, () => true);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

function residentMiB({ server }: Editor): number {
  const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
  return Number(pages) / 1024;
}
