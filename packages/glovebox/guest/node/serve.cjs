'use strict';
// A server is called on each path that the program names, and then closed, so that the run comes to its end. The calls go
// over the program's own loopback.

const MOST = { looks: 60, patient: 6, skipping: 14, servers: 3, paths: 16, source: 200_000, answer: 65_536 };
const MS = { first: 15, between: 40, answer: 250, quiet: 100, paths: 2_000, rest: 3_000 };
const QUERY = '?id=1&name=value&q=value&file=input.txt&cmd=true&url=http://exercise.example/';
const FORM = 'id=1&name=value&q=value&file=input.txt&cmd=true';
const DOCUMENT = '{"id":1,"name":"value","q":"value","file":"input.txt","cmd":"true"}';
const ELSEWHERE = /^\/(?:etc|home|root|usr|tmp|var|bin|dev|proc|work)\b/;

const { setTimeout } = globalThis;
const { emit, exit } = process;

/** Looks for servers from time to time, without keeping the program alive. `source` gives the entry's text. */
function callServers({ hints, source, skipsWaits = false }) {
  let looks = 0;
  later(look, MS.first);

  function later(action, ms) {
    setTimeout(action, ms).unref();
  }

  function look() {
    const servers = process._getActiveHandles().filter(isListening).slice(0, MOST.servers);
    if (servers.length > 0) return void callAll(servers).catch(() => {});
    looks++;
    // Where waits are skipped, looks at a steady pace would cut the program's own long wait into pieces of theirs.
    const wider = skipsWaits ? Math.max(0, looks - MOST.patient) : 0;
    if (looks < (skipsWaits ? MOST.skipping : MOST.looks)) later(look, MS.between * 8 ** wider);
  }

  async function callAll(servers) {
    hints.send(['E', process.pid, 'requests']);
    const survive = () => {}; // a handler that fails at what was made up does not end the program
    for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, survive);
    for (const server of servers) {
      const { port } = server.address() ?? {};
      if (typeof port === 'number') await call(port);
    }
    await new Promise((resolve) => setTimeout(resolve, MS.quiet));
    for (const event of ['uncaughtException', 'unhandledRejection']) process.removeListener(event, survive);
    stop(servers);
  }

  async function call(port) {
    const first = await ask(port, request('GET', '/'));
    if (!first.startsWith('HTTP/')) {
      for (const text of ['help\n', 'id\n', '{}\n']) await ask(port, text);
      if (first !== '') return;
    }
    const until = performance.now() + MS.paths;
    for (const path of pathsIn(source()))
      for (const [method, body] of [['GET'], ['POST', DOCUMENT], ['POST', FORM]]) if (performance.now() < until) await ask(port, request(method, path, body));
  }

  function ask(port, text) {
    const net = hints.quietly(() => require('node:net'));
    return new Promise((resolve) => {
      hints.send(['H', process.pid, process.pid, 'network.connect', 'exercise', `127.0.0.1:${port}`, '', '']);
      let answer = '';
      const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
      const done = () => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(MS.answer, done);
      socket.on('data', (part) => {
        answer += part;
        if (answer.length > MOST.answer || !answer.startsWith('HTTP'.slice(0, answer.length))) done();
      });
      socket.on('error', done);
      socket.on('close', done);
    });
  }
}

function isListening(handle) {
  return handle?.listening === true && typeof handle.address === 'function' && typeof handle.close === 'function';
}

function request(method, path, body) {
  const kind = body === DOCUMENT ? 'application/json' : 'application/x-www-form-urlencoded';
  const head = `${method} ${path}${QUERY} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: close\r\n`;
  return body === undefined ? `${head}\r\n` : `${head}Content-Type: ${kind}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Routes as the source quotes them, with something in the place of `:id`. */
function pathsIn(text) {
  const quoted = [...text.slice(0, MOST.source).matchAll(/['"`](\/[\w\-./:{}]{0,80})(?:\?[^'"`\n]{0,80})?['"`]/g)].map((found) => found[1]);
  const routes = quoted.filter((path) => !ELSEWHERE.test(path)).map((path) => path.replace(/:\w+|\{\w+\}/g, '1'));
  return [...new Set(['/', ...routes])].slice(0, MOST.paths);
}

/** As by whoever runs it: a signal where the program waits for one, otherwise its servers are closed. */
function stop(servers) {
  for (const signal of ['SIGTERM', 'SIGINT']) if (process.listenerCount(signal) > 0) emit.call(process, signal, signal);
  for (const server of servers) {
    server.closeAllConnections?.();
    server.close(() => {});
    server.unref?.();
  }
  setTimeout(() => exit.call(process, 0), MS.rest).unref(); // what only ticks on has had its time
}

module.exports = { callServers };
