// Makes passwords from a secure source, each with at least one character of every kind.
const { randomInt } = require('node:crypto');

const KINDS = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+-_?'];

const pick = (characters) => characters[randomInt(characters.length)];

function shuffle(values) {
  for (let i = values.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}

function generate(length = 16) {
  if (length < KINDS.length) throw new RangeError(`a password needs at least ${KINDS.length} characters`);
  const all = KINDS.join('');
  const rest = Array.from({ length: length - KINDS.length }, () => pick(all));
  return shuffle([...KINDS.map(pick), ...rest]).join('');
}

const passwords = Array.from({ length: 5 }, () => generate(20));
console.log(`${passwords.length} passwords of ${passwords[0].length} characters, all different: ${new Set(passwords).size === 5}`);
