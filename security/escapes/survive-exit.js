const { spawn } = require('node:child_process');

// Detached, unreferenced and without our pipes: nothing ties the child to us. Whether it lives on is seen from outside.
const sleeper = [`-e`, 'setTimeout(() => {}, 25_000)', `survivor-${process.argv[2]}`];
spawn(process.execPath, sleeper, { detached: true, stdio: 'ignore' }).unref();
setTimeout(() => console.log('CONTAINED as far as can be seen from in here'), 300);
