const fs = require('fs');
const { join, basename: last } = require('node:path');
const os = require('os');

const scale = 3;
let total = 0;

class Shape {
  #sides = 0;
  static made = 0;
  constructor(name, sides = 4, ...rest) {
    this.name = name;
    this.#sides = sides;
    this.rest = rest;
    Shape.made += 1;
  }
  get area() {
    return this.#sides * scale;
  }
  toString() {
    return `${this.name}:${this.area}:${this.rest.join('/')}`;
  }
}

class Square extends Shape {
  toString() {
    return 'square ' + super.toString();
  }
}

function add({ amount, twice = false }) {
  total += twice ? amount * 2 : amount;
  return total;
}

const amount = 5;
const settings = { amount, twice: true, nested: { 'key name': 1 } };
console.log(String(new Shape('triangle', 3, 'a', 'b')), `${new Square('box')}`, Shape.made);
console.log(add(settings), add({ amount: 2 }), total);
fs.writeFileSync('/tmp/shapes.txt', 'first line\nsecond line\n');
console.log(
  fs.readFileSync('/tmp/shapes.txt', 'utf8').split('\n').length,
  join('/srv/files', 'notes.txt'),
  last('/etc/x/where.conf'),
);
for (const [key, value] of Object.entries(settings)) console.log(key, typeof value);
for (let index = 0, end = 2; index < end; index++) {
  console.log(
    index,
    [1, 2].map((x) => x * index),
  );
}
try {
  null.missing;
} catch ({ name: kind }) {
  console.log(kind);
}
const [first, , third = 'default'] = ['one', 'two'];
console.log(first, third, settings?.nested?.['key name'], /a\/b"c/.test('a/b"c'), "escaped 'quote'", "double 'single'");
switch (first) {
  case 'one':
    console.log('case one');
    break;
  default:
    console.log('other');
}
label: for (;;) {
  for (;;) {
    break label;
  }
}
setTimeout(() => {
  console.log('later', os.EOL.length, process.argv.length > 1);
  process.exit(4);
}, 1);
