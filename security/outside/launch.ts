/** Runs one attempt in a sandbox and prints the run as one line: for attempts that aim at whoever launches the sandbox. */
import { writeSync } from 'node:fs';
import { createBackend } from '../../packages/glovebox/src/sandbox/registry.ts';
import { runSandboxed } from '../run.ts';
import { SANDBOXES } from '../sandboxes.ts';

const [asked = '', file = '', wallMs = '', ...args] = process.argv.slice(2);
const sandbox = SANDBOXES.find(({ name }) => name === asked);
if (sandbox === undefined) throw new Error(`no sandbox is called ${asked}`);
const backend = await createBackend(sandbox.name);
writeSync(1, `${JSON.stringify(await runSandboxed(backend, file, args, Number(wallMs)))}\n`);
await backend.dispose();
