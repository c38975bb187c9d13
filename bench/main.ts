import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine, machineLine } from './machine.ts';
import { type Bench, isMet, type Row, ratio, type Scale } from './row.ts';
import { attestations } from './rows/attestations.ts';
import { box } from './rows/box.ts';
import { cache, cacheHammer } from './rows/cache.ts';
import { canaries } from './rows/canaries.ts';
import { cold } from './rows/cold.ts';
import { againstDocker, againstSrt } from './rows/command.ts';
import { container } from './rows/container.ts';
import { editor } from './rows/editor.ts';
import { gate, gateLarge } from './rows/gate.ts';
import { gvisor } from './rows/gvisor.ts';
import { inspection } from './rows/inspection.ts';
import { library } from './rows/library.ts';
import { microvm } from './rows/microvm.ts';
import { observation } from './rows/observation.ts';
import { burst, idle } from './rows/pool.ts';
import { restricted } from './rows/restricted.ts';
import { solutions } from './rows/solutions.ts';
import { throughput } from './rows/throughput.ts';
import { warm } from './rows/warm.ts';
import { wasm } from './rows/wasm.ts';
import { toTable } from './table.ts';

const BENCHES: readonly Bench[] = [
  cold,
  attestations,
  canaries,
  warm,
  againstSrt,
  againstDocker,
  observation,
  solutions,
  throughput,
  inspection,
  container,
  gvisor,
  microvm,
  restricted,
  wasm,
  burst,
  idle,
  cache,
  cacheHammer,
  editor,
  gate,
  gateLarge,
  library,
  box,
];

const QUICK: Scale = { pairs: (full) => Math.max(5, Math.round(full / 10)) };
const FULL: Scale = { pairs: (full) => full };

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, json: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const unknown = values.only?.filter((name) => !BENCHES.some((bench) => bench.name === name)) ?? [];
  if (unknown.length > 0) {
    console.error(`bench: no ${unknown.join(', ')}; there is ${BENCHES.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const machine = describeMachine();
  const rows: Row[] = [];
  for (const bench of BENCHES.filter(({ name }) => values.only?.includes(name) ?? true)) {
    if (process.stderr.isTTY) console.error(`bench: ${bench.name} …`);
    rows.push(...(await measured(bench, values.quick ? QUICK : FULL)));
  }
  console.log(`${toTable(rows)}\n\n${machineLine(machine)}`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, rows: rows.map(figures) }, null, 2)}\n`);
  return 0;
}

async function measured(bench: Bench, scale: Scale): Promise<readonly Row[]> {
  try {
    return await bench.measure(scale);
  } catch (cause) {
    return [{ kind: 'not-measured', name: bench.name, reason: (cause as Error).message }];
  }
}

function figures(row: Row) {
  return { ...row, ...(row.kind === 'comparison' ? { ratio: ratio(row) } : {}), met: isMet(row) ?? null };
}
