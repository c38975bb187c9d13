// Builds what a checkout needs to run: the program, its types, the warden, the compiled agent.
// Each step is skipped while the content it is made from is the same.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../..');
const PYTHON = '/usr/bin/python3';

const sources = globSync('src/**/*.{ts,json,yaml}', { cwd: here, exclude: ['**/*.test.ts'] }).sort();
const recipe = ['build.mjs', 'package.json', 'tsconfig.json', '../../tsconfig.json', '../../package-lock.json'];
const nodeAgent = globSync('guest/node/*.cjs', { cwd: here }).sort();
const wasmHosts = globSync('guest/wasm/**/*.{mjs,py}', { cwd: here }).sort();
const reportPage = globSync('src/report/html/**/*.{ts,css}', { cwd: here }).sort();
const agents = globSync('guest/python/*.py', { cwd: here }).sort();
const restrictedAgents = globSync('guest/restricted/*.py', { cwd: here }).sort();

buildWarden();
if (existsSync(PYTHON)) {
  const version = realpathSync(PYTHON);
  await step('agent', [...agents, 'build.mjs'], [], () => compileAgents(agents), version);
  await step(
    'restricted agent',
    [...restrictedAgents, 'build.mjs'],
    [],
    () => compileAgents(restrictedAgents),
    version,
  );
}
await step(
  'node agent',
  [...nodeAgent, 'build.mjs', '../../package-lock.json'],
  ['guest/build/agent.cjs', 'guest/build/session.cjs', 'guest/build/child.cjs'],
  bundleNodeAgent,
);
await step(
  'wasm hosts',
  [...wasmHosts, ...agents, 'build.mjs', '../../package-lock.json'],
  [
    'guest/build/wasm/python.mjs',
    'guest/build/wasm/quickjs.mjs',
    'guest/build/wasm/quickjs.wasm',
    'guest/build/wasm/wasi.mjs',
    'guest/build/wasm/LICENSES.txt',
  ],
  bundleWasmHosts,
);
await step(
  'report page',
  [...reportPage, 'build.mjs', '../../package-lock.json'],
  ['dist/report/page.js', 'dist/report/page.css'],
  bundleReportPage,
);
await step('program', [...sources, ...recipe], ['dist/cli/main.js', 'dist/index.js'], bundle);
await step('types', [...sources, ...recipe], ['dist/types/index.d.ts'], emitTypes);

async function step(name, inputs, outputs, make, version = '') {
  const hash = createHash('sha256').update(version);
  for (const file of inputs)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(here, file)));
  const content = hash.digest('hex');
  const stamp = join(here, 'build', `${name}.sha256`);
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === content;
  if (current && outputs.every((file) => existsSync(join(here, file)))) return;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, content);
  console.log(`built: ${name}`);
}

function buildWarden() {
  for (const script of ['native/warden', 'guest/vm', 'guest/world', 'guest/children'].map(
    (folder) => `${folder}/build.sh`,
  )) {
    const { status } = spawnSync('sh', [join(here, script)], { stdio: 'inherit' });
    // No compiler: everything else still works, and a run answers `warden-missing`.
    if (status !== 0 && status !== 3) throw new Error(`${script} ended with ${status}`);
  }
}

/** The libraries go into the bundle, which halves the start of the command line, and so do their licenses. */
async function bundle() {
  const { build } = await import('esbuild');
  rmSync(join(here, 'dist/chunks'), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: {
      index: 'src/index.ts',
      'cli/main': 'src/cli/main.ts',
      'eval/worker': 'src/eval/worker.ts',
      'gate/worker': 'src/gate/worker.ts',
      'ai-sdk': 'src/adapters/ai-sdk.ts',
      langchain: 'src/adapters/langchain.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // They find their .wasm files, or their native part, beside themselves.
    external: ['web-tree-sitter', '@vscode/tree-sitter-wasm', 'better-sqlite3', 'ai', '@langchain/core'],
    // Its other form asks for its parts by names that only it knows.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    // Some libraries are CommonJS and require Node's own modules, which an ES module has no `require` for.
    banner: { js: 'import{createRequire as nodeRequire}from"node:module";const require=nodeRequire(import.meta.url);' },
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(here, 'dist/LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
}

/** The script and the style that go into each report's page. */
async function bundleReportPage() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: here,
    entryPoints: { page: 'src/report/html/client/main.ts', 'page-style': 'src/report/html/client/page.css' },
    outdir: 'dist/report',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome120', 'firefox120', 'safari17'],
    charset: 'ascii',
    logLevel: 'warning',
  });
  renameSync(join(here, 'dist/report/page-style.css'), join(here, 'dist/report/page.css'));
}

/** One file starts some milliseconds earlier than six. */
async function bundleNodeAgent() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: here,
    entryPoints: ['guest/node/agent.cjs', 'guest/node/session.cjs', 'guest/node/child.cjs'],
    outdir: 'guest/build',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
}

/** One file for each runtime; Python's agent goes along as text, because it is compiled inside. */
async function bundleWasmHosts() {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: ['python', 'quickjs', 'wasi'].map((name) => `guest/wasm/${name}.mjs`),
    outdir: 'guest/build/wasm',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    loader: { '.py': 'text' },
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(here, 'guest/build/wasm/LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
  const quickjs = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  copyFileSync(quickjs, join(here, 'guest/build/wasm/quickjs.wasm'));
}

function licenses(inputs) {
  const packages = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]));
  packages.delete(undefined);
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(here, folder, 'package.json'), 'utf8'));
      const [text] = globSync('LICEN[CS]E*', { cwd: join(here, folder) });
      return `${name} ${version} (${license})\n\n${text ? readFileSync(join(here, folder, text), 'utf8') : ''}`;
    })
    .join('\n----\n\n');
}

/** Types only: `npm run typecheck` is where a type error is found. */
function emitTypes() {
  rmSync(join(here, 'dist/types'), { recursive: true, force: true });
  run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(here, 'tsconfig.json'),
    '--noCheck',
  ]);
  keepReached(['index.d.ts', 'adapters/ai-sdk.d.ts', 'adapters/langchain.d.ts']);
}

/** Of the declarations, those that a user's compiler comes to: the rest describes the inside. */
function keepReached(entries) {
  const folder = join(here, 'dist/types');
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from |import\(|import )["'](\.[^"']+)\.ts["']/g))
      visit(join(dirname(file), `${target}.d.ts`));
  };
  entries.forEach(visit);
  for (const file of globSync('**/*.d.ts', { cwd: folder }))
    if (!reached.has(file)) rmSync(join(folder, file), { force: true });
}

/** Python finds the agent compiled, under the path it has in the jail. Nothing is compared at start: this step does. */
function compileAgents(sources) {
  for (const old of globSync(`${dirname(sources[0])}/*.pyc`, { cwd: here })) rmSync(join(here, old));
  const program = [
    'import sys, py_compile',
    'for source in sys.argv[1:]:',
    '    name = source.rsplit("/guest/", 1)[1]',
    '    py_compile.compile(source, cfile=f"{source[:-3]}.{sys.implementation.cache_tag}.pyc", dfile="/glovebox/" + name,',
    '        doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)',
  ].join('\n');
  run(PYTHON, ['-I', '-S', '-c', program, ...sources.map((file) => join(here, file))]);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: here, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
