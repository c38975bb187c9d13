'use strict';
// What calls a program's code the way it is meant to be called: its own tests, the examples in its comments, its command line
// with its own options, and its other files as modules.

const { BY_NAME, FILE } = require('./arguments.cjs');

const MOST = { examples: 12, variants: 8, modules: 5, tests: 40, source: 200_000 };
const SHIMS = ['describe', 'it', 'test', 'before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'expect'];

/** Targets as `[name, action]`, those before the functions and those after. `load` runs a file of the sample's anew. */
function drive({ source, names, entry, others, load }) {
  return {
    first: [...tests(source, entry, load), ...examples(source, names)],
    last: [...commandLines(source, entry, load), ...others.slice(0, MOST.modules).map((file) => [`module ${file}`, () => load(file)])],
  };
}

// ---- tests ----

/** A runner's words, where the program says them and nobody gave them: each test is run as it is declared. */
function tests(source, entry, load) {
  const wanted = SHIMS.filter((name) => globalThis[name] === undefined && new RegExp(`(?:^|[\\s;])${name}\\s*\\(`, 'm').test(source));
  if (!wanted.some((name) => /^(describe|it|test)$/.test(name))) return [];
  return [['tests', () => runTests(entry, load)]];
}

function runTests(entry, load) {
  const waiting = [];
  const group = (_, body) => typeof body === 'function' && body();
  const one = (_, body) => typeof body === 'function' && waiting.length < MOST.tests && waiting.push(body);
  for (const word of [group, one]) Object.assign(word, { only: word, skip: () => {}, todo: () => {}, each: () => word });
  const hook = (body) => typeof body === 'function' && waiting.push(body);
  const words = { describe: group, it: one, test: one, before: hook, beforeAll: hook, beforeEach: hook, after: hook, afterAll: hook, afterEach: hook, expect: expectation };
  for (const [name, word] of Object.entries(words)) globalThis[name] ??= word;
  const loaded = load(entry);
  return loaded instanceof Promise ? loaded.then(all) : all();

  /** Side by side: where no event loop comes any more, each gets as far as its first wait. */
  function all() {
    return Promise.all(waiting.map(quietly));
  }
}

/** Whatever is expected holds: what counts is what was called on the way. */
function expectation() {
  const proxy = new Proxy(() => proxy, { get: (_, name) => (name === 'then' ? undefined : proxy) });
  return proxy;
}

/** A test, or a hook. */
async function quietly(body) {
  try {
    await body(() => {});
  } catch {
    // What it does before it fails is what is looked for.
  }
}

// ---- examples ----

/** Calls of what is defined here, as comments show them: after `@example` or `>`, or alone on their line. */
function examples(source, names) {
  const comments = [...source.slice(0, MOST.source).matchAll(/\/\*[\s\S]{0,4000}?\*\/|^\s*\/\/[^\n]{0,300}/gm)].map(([text]) => text);
  const calls = comments.flatMap((text) => text.split('\n').map(callIn)).filter((call) => call !== undefined && names.has(call.name));
  return calls.slice(0, MOST.examples).map(({ name, code }) => [`example ${name}`, () => evaluate(code, names)]);
}

function callIn(line) {
  const bare = line.replace(/^[\s/*>]+/, '').replace(/^@example\s*/, '');
  const [, name] = /^(?:await\s+|new\s+|console\.log\()?([A-Za-z_$][\w$]*)\s*\(/.exec(bare) ?? [];
  const code = bare.replace(/\s*(?:\/\/|=>|->|→).*$/, '').replace(/;\s*(?:\*\/)?\s*$/, '');
  return name === undefined || !code.endsWith(')') ? undefined : { name: name === 'log' ? '' : name, code };
}

function evaluate(code, names) {
  const known = [...names].slice(0, 100);
  return new Function(...known.map(([name]) => name), `return (async () => (${code}))()`)(...known.map(([, value]) => value));
}

// ---- command lines ----

/** The program again for each option and command that it mentions, where it looks at its arguments. */
function commandLines(source, entry, load) {
  if (!/process\.argv|\bparseArgs\b|\byargs\b|\bcommander\b|\bminimist\b/.test(source)) return [];
  return argumentLists(source.slice(0, MOST.source))
    .slice(0, MOST.variants)
    .map((words) => [`with ${words.join(' ')}`.slice(0, 80), () => again(words, entry, load)]);
}

function again(words, entry, load) {
  process.argv.splice(2, process.argv.length, ...words);
  return load(entry);
}

function argumentLists(source) {
  const options = [...source.matchAll(/['"`](--?[A-Za-z][\w-]{0,30})(?:[=\s][^'"`]{0,30})?['"`]/g)].map((found) => found[1]);
  const declared = [...source.matchAll(/(['"]?)([A-Za-z][\w-]{0,30})\1\s*:\s*\{\s*type\s*:\s*['"](boolean|string)['"]/g)].map((found) => [
    `--${found[2]}`,
    ...(found[3] === 'string' ? [wordFor(found[2])] : []),
  ]);
  const commands = [...source.matchAll(/(?:===?\s*|case\s+|\.command\(\s*)['"`]([A-Za-z][\w:-]{0,30})['"`]/g)].map((found) => found[1]);
  const unique = (texts) => [...new Set(texts)];
  const together = declared.flat();
  return [
    ...(together.length > 0 ? [together] : []),
    ...unique(commands).map((command) => [command, FILE, 'value']),
    ...unique(options).map((option) => [option, wordFor(option)]),
    ...declared,
    [FILE, 'value', '3'],
  ];
}

function wordFor(name) {
  const choice = BY_NAME.find(([pattern]) => pattern.test(name.replace(/^-+/, '')))?.[1][0];
  return typeof choice === 'string' ? choice : '3';
}

module.exports = { drive };
