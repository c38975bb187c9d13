// An assistant's notebook: a model writes one cell after another, and what a cell leaves is there for the next one.
// In a project of your own: import { openBox } from 'glovebox'.
import { openBox } from '../../packages/glovebox/src/index.ts';

const box = await openBox({ language: 'python', limits: { memoryBytes: 128 * 1024 * 1024, wallMs: 2000 } });
try {
  await box.files.write('sales.csv', 'month,amount\njan,120\nfeb,80\nmar,130\n');

  const total = await box.run(`
import csv
rows = list(csv.DictReader(open("sales.csv")))
sum(int(row["amount"]) for row in rows)`);
  console.log('total:', total.value);

  // The rows are still there. Output comes while the cell runs.
  await box.run('for row in rows: print(row["month"], "#" * (int(row["amount"]) // 10))', {
    onOutput: ({ text }) => process.stdout.write(text),
  });

  const mistake = await box.run('rows[3]["amount"]');
  console.log('error:', mistake.error?.name, 'in', mistake.name);

  // What never ends is interrupted, and the notebook goes on.
  console.log('loop:', (await box.run('while True: pass', { timeoutMs: 300 })).status);

  const curious = await box.run('open("best.txt", "w").write(max(rows, key=lambda row: int(row["amount"]))["month"])');
  for (const { capability, target, source } of curious.events.filter(({ observer }) => observer === 'kernel'))
    console.log('seen:', capability, target, `line ${source?.line}`);
  console.log('best:', Buffer.from(await box.files.read('best.txt')).toString());
} finally {
  await box.close();
}
