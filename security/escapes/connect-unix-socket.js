const net = require('node:net');

const connection = net.connect({ path: process.argv[2] });
connection.setTimeout(3000, () => connection.destroy(new Error('no answer')));
connection.on('connect', () => connection.write('hello\n'));
connection.on('data', (reply) => {
  console.log(String(reply).startsWith('decoy:') ? `ESCAPED ${String(reply).trim()}` : 'CONTAINED a stranger answered');
  connection.removeAllListeners();
  connection.destroy();
});
connection.on('error', (problem) => console.log(`CONTAINED ${problem.code ?? problem.message}`));
