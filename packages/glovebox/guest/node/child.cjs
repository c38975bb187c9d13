'use strict';
// A Node that the sample starts: its agent, before the script (see `children/`). The variable that names it goes first.

const fs = require('node:fs');
const { createHints } = require('./hints.cjs');
const { watch } = require('./actions.cjs');

const HINTS = 40;
const WISH = `--require=${__filename}`;
const options = process.env.NODE_OPTIONS ?? '';
if (options === WISH) delete process.env.NODE_OPTIONS;
else if (options.startsWith(`${WISH} `)) process.env.NODE_OPTIONS = options.slice(WISH.length + 1);

if (isHeard()) {
  const isMainThread = process.chdir.disabled !== true;
  watch(createHints({ root: '/work/', entry: '', folder: __dirname, isMainThread, channel: HINTS }));
}
for (const name of Object.keys(require.cache)) if (name.startsWith(`${__dirname}/`)) delete require.cache[name];

function isHeard() {
  try {
    return fs.fstatSync(HINTS).isFIFO();
  } catch {
    return false;
  }
}
