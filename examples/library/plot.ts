// What a code interpreter of an assistant runs on: a cell draws, and the picture comes out without a file or a word about it.
// Takes the folder to write the pictures to. In a project of your own: import { openBox } from 'glovebox'.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBox } from '../../packages/glovebox/src/index.ts';

const [folder = '.'] = process.argv.slice(2);
const box = await openBox({ language: 'python', idleMs: 60_000, total: { cpuMs: 120_000 }, limits: { cpus: 2 } });
try {
  await box.files.put([{ path: 'sales.csv', content: Buffer.from('month,amount\njan,120\nfeb,80\nmar,130\n') }]);

  const table = await box.run('import pandas as pd\nsales = pd.read_csv("sales.csv")\nsales');
  console.log(table.value);

  const drawn = await box.run('import matplotlib.pyplot as plt\nplt.bar(sales["month"], sales["amount"])\nplt.title("Sales")');
  // All of it is the program's: what is written to a disk gets a name of ours, and is shown as a picture, never as a page.
  for (const [n, { mime, base64 }] of drawn.outputs.entries())
    if (mime === 'image/png' && base64 !== undefined) {
      writeFileSync(join(folder, `figure-${n + 1}.png`), Buffer.from(base64, 'base64'));
      console.log(`figure-${n + 1}.png`);
    }

  for (const { outputs } of [table, drawn])
    for (const { of, mime, bytes } of outputs) console.log('shown:', of, mime, bytes > 0);
} finally {
  await box.close();
}
