'use strict';
// Built-in modules are wrapped when the sample first asks for them: loading them all at the start would cost 15 ms.

const Module = require('node:module');

const { Buffer } = require('node:buffer');
const { fileURLToPath } = require('node:url');

const { apply } = Reflect;
const startsWith = Function.prototype.call.bind(String.prototype.startsWith);
const MOST_FILES = 500;

/** The code in a `data:` URL. */
function textOf(url) {
  const comma = url.indexOf(',');
  const text = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma)) ? Buffer.from(text, 'base64').toString() : decodeURIComponent(text);
}

/** `wrappers` by module name. `require` and both kinds of `import` pass a resolve hook. */
function lazily(hints, wrappers) {
  const waiting = new Map(Object.entries(wrappers));
  let stale = true; // what ES modules import is not yet what was wrapped
  const ran = { __proto__: null };
  let ranCount = 0;
  const told = new Set([undefined]); // `require` and its resolution ask once each

  // A Node that the sample finds and starts itself may be older.
  if (Module.registerHooks === undefined || process.getBuiltinModule === undefined) return allAtOnce();
  process.getBuiltinModule = new Proxy(process.getBuiltinModule, {
    apply(callee, self, args) {
      if (typeof args[0] === 'string') asked(args[0]);
      return apply(callee, self, args);
    },
  });
  Module.registerHooks({
    resolve(specifier, context, next) {
      asked(specifier);
      if (stale && context.conditions.includes('import')) {
        stale = false;
        Module.syncBuiltinESMExports(); // not at the start: it loads `fs.promises`, which takes 2 ms
      }
      const found = next(specifier, context);
      made(found.url);
      return found;
    },
  });

  /** Code in a file that is none of the sample's, or in the address itself. */
  function made(url) {
    try {
      if (startsWith(url, 'data:')) hints.tell('code.eval', 'import', 'data:', { details: [['code', textOf(url)]] });
      else if (startsWith(url, 'file://') && ranCount < MOST_FILES && ran[url] === undefined) {
        ran[url] = true;
        ranCount++;
        hints.ran(fileURLToPath(url));
      }
    } catch {
      // It is imported all the same.
    }
  }

  function allAtOnce() {
    for (const [name, wrapper] of waiting) hints.quietly(() => wrapper(require(`node:${name}`)));
    Module.syncBuiltinESMExports();
  }

  function asked(specifier) {
    try {
      if (Module.isBuiltin(specifier)) wrapBuiltin(specifier.startsWith('node:') ? specifier.slice(5) : specifier);
    } catch {
      // A prototype the sample broke; its import goes on.
    }
  }

  function wrapBuiltin(name) {
    const site = hints.where();
    const place = site && `${site.file}:${site.line}:${name}`;
    if (!told.has(place)) hints.tell('code.import', 'import', name, { site });
    told.add(place);
    const base = waiting.has(name) ? name : name.split('/')[0];
    const wrapper = waiting.get(base);
    if (wrapper === undefined) return;
    waiting.delete(base);
    hints.quietly(() => wrapper(require(`node:${base}`)));
    stale = true;
  }
}

module.exports = { lazily };
