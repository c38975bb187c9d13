'use strict';
// A cell is a script, so that its variables stay; what a module may say beyond a script is said in a script's words:
// `import x from 'm'` becomes `const {default: x} = await LOAD('m')`, `import('m')` becomes `LOAD('m')`, and `export` goes.
// Lines stay where they are.

const CLAUSE = /import\s+([\w$*{}\s,]+?)\s*from\s*(['"])([^'"\n]+)\2(?:\s*with\s*\{[^}]*\})?/y;
const BARE = /import\s*(['"])([^'"\n]+)\1/y;
const CALL = /import(?=\s*\()/y;
const EXPORTED = /export\s+(?:default\s+)?(?=async\b|function\b|class\b|const\b|let\b|var\b)/y;
const EXPORT_DEFAULT = /export\s+default\b/y;
const EXPORT_LIST = /export\s*\{[^}]*\}/y;
const WORD = /[\w$]+/y;
/** After these a slash begins a regular expression. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield))\s*$/;
const REGEX = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

function asScript(source, load) {
  if (!/\b(?:import|export)\b/.test(source)) return source;
  let script = '';
  let at = 0;
  const braces = []; // of template literals: what is inside `${` and its `}` is code
  while (at < source.length) {
    const taken = step();
    script += taken.text ?? source.slice(at, at + taken.length);
    at += taken.length;
  }
  return script;

  function step() {
    const letter = source[at];
    if (letter === '/') return { length: commentOrRegex() };
    if (letter === '"' || letter === "'") return { length: match(/(['"])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/y)[0].length };
    if (letter === '`') return { length: template(1) };
    if (letter === '{' && braces.length > 0) braces[braces.length - 1]++;
    if (letter === '}' && braces.length > 0 && braces[braces.length - 1]-- === 0) {
      braces.pop();
      return { length: template(1) };
    }
    const word = match(WORD)?.[0];
    if (word === undefined) return { length: 1 };
    if ((word === 'import' || word === 'export') && !/\.\s*$/.test(script.slice(-50))) return replaced(word);
    return { length: word.length };
  }

  function replaced(word) {
    const bare = match(BARE);
    if (bare) return said(bare, `await ${load}(${JSON.stringify(bare[2])})`);
    const clause = match(CLAUSE);
    if (clause) return said(clause, bindings(clause[1], `await ${load}(${JSON.stringify(clause[3])})`));
    if (match(CALL)) return { text: load, length: word.length };
    const gone = match(EXPORTED) ?? match(EXPORT_DEFAULT) ?? match(EXPORT_LIST);
    return gone ? said(gone, '') : { length: word.length };
  }

  function commentOrRegex() {
    const comment = match(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y);
    if (comment) return comment[0].length;
    return BEFORE_REGEX.test(script.slice(-50)) ? (match(REGEX)?.[0].length ?? 1) : 1;
  }

  /** The length of a template's text, from `from` letters on to its end or its next `${`. */
  function template(from) {
    for (let end = at + from; end < source.length; end++) {
      if (source[end] === '\\') end++;
      else if (source[end] === '`') return end + 1 - at;
      else if (source[end] === '$' && source[end + 1] === '{') {
        braces.push(0);
        return end + 2 - at;
      }
    }
    return source.length - at;
  }

  function match(pattern) {
    pattern.lastIndex = at;
    return pattern.exec(source);
  }
}

/** `text` instead of what was found, on as many lines. */
function said([found], text) {
  return { text: text + '\n'.repeat(found.split('\n').length - 1), length: found.length };
}

function bindings(clause, loaded) {
  const whole = /\*\s*as\s+([\w$]+)/.exec(clause);
  const first = /^([\w$]+)/.exec(clause);
  const named = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  const names = named.split(',').map((name) => name.trim().replace(/\s+as\s+/, ': ')).filter(Boolean);
  if (first) names.unshift(`default: ${first[1]}`);
  if (!whole) return `const { ${names.join(', ')} } = ${loaded}`;
  return `const ${whole[1]} = ${loaded}${first ? `, { default: ${first[1]} } = ${whole[1]}` : ''}`;
}

module.exports = { asScript };
