import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_ACCEPTANCE } from '../../packages/glovebox/src/attest/accept.ts';
import { daysAgo, NOW, Scene } from '../../packages/glovebox/src/attest/tampering/scene.fixture.ts';
import { loadVouchers } from '../../packages/glovebox/src/server/admission/vouchers.ts';
import type { Bench, Row } from '../row.ts';
import { summarize } from '../statistics.ts';

const IMAGES = 1_000;

/** What a gate costs that holds signed verdicts against what is deployed. */
export const attestations: Bench = {
  name: 'attestations',
  async measure(scale) {
    const scene = await Scene.make();
    try {
      return [await verifying(scene, scale.pairs(200)), await admitting(scene, scale.pairs(400))];
    } finally {
      scene.end();
    }
  },
};

async function verifying(scene: Scene, times: number): Promise<Row> {
  for (let index = 0; index < 200; index += 1) scene.write(`lib/part${index}.py`, `VALUE = ${index}\n`.repeat(200));
  scene.put(scene.sealed(JSON.stringify(await scene.attested(daysAgo(1)))));
  const spent = await timed(times, async () => {
    if (!(await scene.answer()).ok) throw new Error('what was attested is not verified');
  });
  return { kind: 'figure', name: 'verify a folder of 203 files', how: 'in process', ms: summarize(spent), atMost: 100 };
}

async function admitting(scene: Scene, times: number): Promise<Row> {
  const digests = Array.from({ length: IMAGES }, (_, index) => index.toString(16).padStart(64, '0'));
  for (const sha256 of digests) {
    const uri = 'oci://registry.example/app';
    const about = scene.signed(({ subject }) =>
      subject.push({ name: 'registry.example/app', uri, digest: { sha256 } }),
    );
    scene.put(about, `${sha256}.json`);
  }
  const trusted = join(scene.root, 'allowed_signers');
  writeFileSync(trusted, scene.trusted);
  const vouchers = await loadVouchers({ attestations: scene.store, trusted }, DEFAULT_ACCEPTANCE);
  let turn = 0;
  const spent = await timed(times, () => {
    turn += 1;
    if (vouchers.ask(digests[turn % IMAGES] ?? '', NOW) !== undefined) throw new Error('an attested image is refused');
  });
  const name = `admit an image, among ${IMAGES} attestations`;
  return { kind: 'figure', name, how: 'in process', ms: summarize(spent), atMost: 5 };
}

async function timed(times: number, work: () => Promise<void> | void): Promise<number[]> {
  const spent: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    await work();
    spent.push(performance.now() - started);
  }
  return spent;
}
