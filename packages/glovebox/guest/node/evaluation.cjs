'use strict';
// Code made from text. `new Function` and its kin are wrapped. `eval` cannot be: called directly it sees the caller's
// variables, and only the intrinsic does. So `eval` becomes a getter of itself, and the first use switches on V8's own
// debugger in this process, which from then on reports every script before it runs. That costs 30 ms, once, and only
// programs that use `eval` pay it.

const { fileURLToPath } = require('node:url');

const { defineProperty, getOwnPropertyDescriptor } = Reflect;
const { map } = Array.prototype;

function evaluation(hints, wrap) {
  constructors(wrap);
  watchEval(hints);
}

function constructors(wrap) {
  const makers = [
    [Function, 'Function'],
    [(async () => {}).constructor, 'AsyncFunction'],
    [function* () {}.constructor, 'GeneratorFunction'],
    [async function* () {}.constructor, 'AsyncGeneratorFunction'],
  ];
  for (const [maker, name] of makers) {
    const watched = wrap.one(maker, 'code.eval', name, (args) => {
      const words = map.call(args, String);
      const details = [['code', words.join(' , ')]];
      // The body by itself: a name that is given to it is what it is outside.
      return { target: 'anonymous', details, ...(words.length > 1 && { whole: words[words.length - 1] }) };
    });
    const { prototype } = maker;
    defineProperty(prototype, 'constructor', { ...getOwnPropertyDescriptor(prototype, 'constructor'), value: watched });
    if (maker === Function) {
      defineProperty(globalThis, 'Function', { ...getOwnPropertyDescriptor(globalThis, 'Function'), value: watched });
    }
  }
}

function watchEval(hints) {
  const original = globalThis.eval;
  const listen = debuggerOnce(hints);
  defineProperty(globalThis, 'eval', {
    configurable: true,
    enumerable: false,
    get() {
      listen();
      return original;
    },
    set(value) {
      defineProperty(globalThis, 'eval', { value, writable: true, enumerable: false, configurable: true });
    },
  });
}

function debuggerOnce(hints) {
  let session;
  return () => {
    if (session !== undefined) return;
    try {
      session = hints.quietly(open);
    } catch {
      // A sample that broke a prototype breaks what Node loads for us: its `eval` is told without the code.
      hints.tell('code.eval', 'eval', '<eval>');
    }
  };

  function open() {
    const { Session } = require('node:inspector');
    const opened = new Session();
    opened.connect();
    let started = false;
    opened.on('Debugger.scriptParsed', ({ params }) => {
      if (!started || params.url !== '' || !params.stackTrace) return;
      try {
        report(params);
      } catch {
        // Its code runs on.
      }
    });
    opened.post('Debugger.enable', { maxScriptsCacheSize: 0 });
    opened.post('Debugger.setSkipAllPauses', { skip: true }); // a `debugger` statement would halt us with it
    started = true;
    return opened;
  }

  function report({ scriptId, stackTrace }) {
    const site = siteOf(stackTrace.callFrames);
    if (site === undefined || stackTrace.callFrames[0]?.url.includes(__dirname)) return;
    let code = '';
    session.post('Debugger.getScriptSource', { scriptId }, (error, answer) => {
      if (error === null) code = answer.scriptSource;
    });
    hints.tell('code.eval', 'eval', '<eval>', { site, details: [['code', code]] });
  }

  function siteOf(frames) {
    for (const { url, lineNumber } of frames) {
      const path = url.startsWith('file://') ? fileURLToPath(url) : url;
      if (path.startsWith(hints.root)) return { file: hints.escape(path, hints.limits.target), line: lineNumber + 1 };
    }
    return undefined;
  }
}

module.exports = { evaluation };
