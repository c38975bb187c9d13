// Run as a process of its own by access.test.ts: inspects what standard input holds and prints what was opened, connected to,
// started or compiled meanwhile. Node's own permissions refuse whatever these hooks would miss.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import { Module, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import vm from 'node:vm';
import workers from 'node:worker_threads';
import { sampleOf } from './inspect.fixture.ts';
import { inspect } from './inspect.ts';
import { languageOf } from './languages/language.ts';
import { GRAMMARS } from './syntax/grammar.ts';

// Inspection's own code, which it loads when a language first comes up.
await Promise.all([...GRAMMARS.map(languageOf), import('./unwrap/pickle.ts')]);

const samples = JSON.parse(fs.readFileSync(0, 'utf8'));
const seen: string[] = [];

const WATCHED: readonly (readonly [object, readonly string[]])[] = [
  [
    fs,
    [
      'open',
      'openSync',
      'readFile',
      'readFileSync',
      'readdir',
      'readdirSync',
      'createReadStream',
      'writeFile',
      'writeFileSync',
      'stat',
      'statSync',
      'existsSync',
      'rm',
      'rmSync',
    ],
  ],
  [fs.promises, ['open', 'readFile', 'writeFile', 'readdir', 'stat', 'rm', 'access']],
  [childProcess, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']],
  [net.Socket.prototype, ['connect']],
  [dgram.Socket.prototype, ['send']],
  [dns, ['lookup', 'resolve']],
  [vm, ['runInContext', 'runInNewContext', 'runInThisContext', 'compileFunction', 'Script']],
  [workers, ['Worker']],
  [Module, ['_load']],
  [globalThis, ['fetch', 'eval', 'Function']],
];

for (const [owner, names] of WATCHED) {
  for (const name of names) {
    const original = Reflect.get(owner, name);
    const watch = (given: unknown): void => void seen.push(`${name} ${given}`);
    Reflect.set(
      owner,
      name,
      new Proxy(original, {
        apply: (target, self, given) => {
          watch(given[0]);
          return Reflect.apply(target, self, given);
        },
        construct: (target, given) => {
          watch(given[0]);
          return Reflect.construct(target, given);
        },
      }),
    );
  }
}
syncBuiltinESMExports();

let sites = 0;
for (const { language, files } of samples) sites += (await inspect(sampleOf(language, files))).sites.length;
const during = seen.splice(0);
// The hooks see, and the permissions refuse, what inspection did not do.
fs.existsSync(import.meta.filename);
const refusals = [
  () => fs.readFileSync('/etc/hostname'),
  () => childProcess.spawnSync('true'),
  () => new Function('1'),
].map((act) => {
  try {
    act();
    return 'done';
  } catch {
    return 'refused';
  }
});
process.stdout.write(JSON.stringify({ sites, during, control: seen, refusals }));
