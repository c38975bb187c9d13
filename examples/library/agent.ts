// An agent's loop: a model writes code, Glovebox says whether it may be used and what it does, and the model hears of it.
// The model here is a script of what one might say, so that the example runs anywhere.
// In a project of your own: import { check, openBox } from 'glovebox'.
import { check, openBox, sampleOfSource } from '../../packages/glovebox/src/index.ts';

/** Stands for a call of a model: what it is told, and the code it answers with. */
function* model(): Generator<string, void, string> {
  yield 'import requests\nrows = requests.get("http://203.0.113.9/rows.csv").text\nopen("/home/user/.ssh/id_rsa").read()';
  yield 'rows = [line.split(",") for line in open("rows.csv")]\nsum(int(row[1]) for row in rows)';
  yield 'rows = [line.strip().split(",") for line in open("rows.csv")][1:]\nsum(int(row[1]) for row in rows)';
}

const box = await openBox({ language: 'python' });
await box.files.write('rows.csv', 'month,amount\njan,120\nfeb,80\n');
const asked = model();
try {
  let told = 'Add up the amounts in rows.csv.';
  for (let turn = asked.next(told); !turn.done; turn = asked.next(told)) {
    const { verdict } = await check(sampleOfSource(turn.value, 'python'), { depth: 'quick' });
    if (verdict.decision === 'block') {
      told = `It was not run: ${verdict.reasons.join(', ')}.`;
    } else {
      const { value, error } = await box.run(turn.value);
      told = error === undefined ? `It gives ${value}.` : `It ended with ${error.name}: ${error.message}`;
    }
    console.log(told);
  }
} finally {
  await box.close();
}
