'use strict';
// What the names of the entry's functions and classes stand for: the entry gets a word more on its first line, which hands
// that out when it is asked. Its lines stay as they are.

const { registerHooks } = require('node:module');
const { fileURLToPath } = require('node:url');

const DOOR = Symbol.for('glovebox.exercise');
const MOST = { names: 200, source: 1_000_000, comment: 2_000 };

/** `known` gives name and value of what is defined at the top of the entry. */
function openNames(Module, entry) {
  const doors = [];
  const modules = new Set();
  let text = '';
  Object.defineProperty(globalThis, DOOR, { value: (names) => void doors.push(names), configurable: true });
  openScripts();
  openModules();

  return {
    known() {
      const found = new Map();
      for (const door of doors)
        for (const [name, read] of door()) {
          try {
            found.set(name, read());
          } catch {
            // Not there yet, or in a block of its own.
          }
        }
      return found;
    },
    source: () => text,
    isModule: (file) => modules.has(file) || file.endsWith('.mjs'),
    /** The comment that ends right before a function of this name. */
    commentOf({ name }) {
      if (typeof name !== 'string' || name === '' || name.length > 100) return '';
      const at = text.search(new RegExp(`\\b(?:function\\s*\\*?|class|const|let|var)\\s+${name.replace(/[^\w]/g, '\\$&')}\\b`));
      const before = at < 0 ? '' : text.slice(Math.max(0, at - MOST.comment), at).trimEnd();
      const end = before.replace(/\b(?:export|default|async)\b[\s\w]*$/, '').trimEnd();
      return end.endsWith('*/') ? end.slice(Math.max(0, end.lastIndexOf('/*'))) : '';
    },
  };

  function openScripts() {
    const compile = Module.prototype._compile;
    Module.prototype._compile = function _compile(content, filename, format) {
      if (filename !== entry || format === 'module') return compile.call(this, content, filename, format);
      return compile.call(this, withDoor(content), filename, format);
    };
  }

  function openModules() {
    registerHooks({
      load(url, context, next) {
        const loaded = next(url, context);
        if (!url.startsWith('file:') || fileURLToPath(url) !== entry || !/^module/.test(loaded.format ?? '')) return loaded;
        modules.add(entry);
        return loaded.source == null ? loaded : { ...loaded, source: withDoor(Buffer.from(loaded.source).toString()) };
      },
    });
  }

  /** Before everything, unless the first line is one that an error would quote. */
  function withDoor(content) {
    text = content.slice(0, MOST.source);
    const list = namesIn(text).map((name) => `['${name}',()=>${name}]`).join(',');
    if (list === '') return content;
    const strict = /^(?:#![^\n]*\n)?\s*(?:\/\/[^\n]*\n\s*|\/\*[\s\S]{0,5000}?\*\/\s*)*(['"])use strict\1/.test(text) ? "'use strict';" : '';
    const door = `globalThis[Symbol.for('${DOOR.description}')](()=>[${list}]);`;
    if (!/^\s*(?:#!|\/[/*]|['"]use strict|import\b|export\b|const\b|let\b|var\b|(?:async\s+)?function\b|class\b|\n)/.test(text)) return `${content}\n;${door}`;
    return `${strict}${door}${content.replace(/^#!/, '//')}`;
  }
}

function namesIn(text) {
  const found = text.matchAll(
    /\b(?:function\s*\*?|class)\s+([A-Za-z_$][\w$]*)|\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:function\b|class\b|[({[]|[\w$]+\s*=>)/g,
  );
  return [...new Set([...found].map((match) => match[1] ?? match[2]))].slice(0, MOST.names);
}

function isOpened(value) {
  return Boolean(value[DOOR]);
}

module.exports = { openNames, isOpened };
