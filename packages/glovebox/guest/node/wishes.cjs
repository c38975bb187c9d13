'use strict';
// What an exploring run asks for besides the program: other random numbers, a terminal, another name for the system.

const PLATFORMS = { Windows: 'win32', Darwin: 'darwin', Linux: 'linux' };

/** The words after the placeholder of the agent's command: `random=least`. */
function readWishes(words) {
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

function grant({ random, terminal, system }) {
  if (system !== undefined) Object.defineProperty(process, 'platform', { value: PLATFORMS[system] ?? 'linux' });
  if (terminal !== undefined) {
    for (const name of ['stdin', 'stdout', 'stderr']) Object.defineProperty(process[name], 'isTTY', { value: true });
    require('node:tty').isatty = (descriptor) => descriptor >= 0 && descriptor <= 2;
  }
  if (random !== undefined) chooseChance(random);
}

function chooseChance(wish) {
  const crypto = require('node:crypto');
  const number = Number(wish);
  const fraction = wish === 'greatest' ? 0.9999999 : number >= 0 && number < 1 ? number : 0;
  Math.random = () => fraction;
  crypto.randomInt = (least, most, done) => {
    const [from, to] = typeof most === 'number' ? [least, most] : [0, least];
    const chosen = number >= from && number < to ? number : wish === 'greatest' ? to - 1 : from;
    const callback = typeof most === 'function' ? most : done;
    return callback === undefined ? chosen : callback(null, chosen);
  };
}

module.exports = { readWishes, grant };
