// Lays one configuration over another, level by level, and writes the result.
const fs = require('node:fs');

const defaults = {
  server: { port: 8080, host: 'localhost', tls: { enabled: false } },
  log: { level: 'info', targets: ['console'] },
};

const production = {
  server: { host: '0.0.0.0', tls: { enabled: true } },
  log: { level: 'warn', targets: ['file'] },
};

const isPlain = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__') continue;
    result[key] = isPlain(value) && isPlain(base[key]) ? merge(base[key], value) : value;
  }
  return result;
}

const merged = merge(defaults, production);
fs.writeFileSync('config.json', `${JSON.stringify(merged, null, 2)}\n`);
console.log(fs.readFileSync('config.json', 'utf8'));
