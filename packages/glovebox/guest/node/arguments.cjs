'use strict';
// Arguments for what nobody called: from the names of parameters, their defaults, what JSDoc says of them, and the texts and
// numbers the function's own source holds. What is made up harms nothing: files below one scratch folder, a host nobody can own.

const SCRATCH = '/tmp/exercise';
const FILE = `${SCRATCH}/input.txt`;
const HOST = 'exercise.example';
const URL_MADE = `http://${HOST}/`;
const MOST = { constants: 24, parameters: 10, source: 20_000, list: 2_000 };
const TEXTS = ['value', 'admin', 'a'.repeat(64), '1', 'größe', ''];
const NUMBERS = [1, 0, 2, 10, -1, 100];
const LISTS = [[3, 1, 2], [], ['b', 'a'], [{ id: 1, name: 'value' }]];
const MAPS = [{ a: 1, id: 1, name: 'value', path: FILE, url: URL_MADE }, {}];
const ANYTHING = ['value', 1, [3, 1, 2], { a: 1 }, undefined, true, null];
const FUNCTIONS = [() => {}];
const BY_NAME = [
  [/^(fn|cb|func|callback|handler|next|done|resolve|reject|predicate|iteratee|listener|task)$|callback$|^on[A-Z]/i, FUNCTIONS],
  [/^(req|request|event|ctx|context|res|response|evt|e)$/i, [messageLike()]],
  [/json/i, [`${SCRATCH}/data.json`, '{"a":1}']],
  [/csv/i, [`${SCRATCH}/data.csv`]],
  [/^(pid|processId)$/i, [process.pid]],
  [/dir$|folder|directory|^root$/i, [SCRATCH]],
  [/url|uri|endpoint|webhook|link|href/i, [URL_MADE]],
  [/path|file|dir|dest|src|source|output|target/i, [FILE, SCRATCH]],
  [/host|server|domain|addr|^ip$/i, [HOST]],
  [/port$/i, [8080]],
  [/cmd|command|program|script$/i, ['true']],
  [/^(is|has|enable|force|verbose|debug|dry)|flag/i, [true, false]],
  [/items|values|list|arr|nums|numbers|rows|records|args$|elements|entries/i, LISTS],
  [/config|options|opts|settings|payload|data|obj|map|params|body|user$|props|state|record/i, [...MAPS, 'value']],
  [/date|^day$|when/i, ['2026-11-02', new Date(0)]],
  [/count|num|size|limit|index|age|amount|price|year|total|level|ms$|timeout|delay|^[nxyabijk]$/i, [...NUMBERS, 'value']],
  [/name|text|msg|message|str|word|key|token|pass|mail|title|line|code|mode|id$|^s$/i, [...TEXTS, 1]],
];
/** What is run, opened or reached is never a text that the code happens to hold. */
const FIXED = new Set(['true', URL_MADE, HOST, FILE, SCRATCH, `${SCRATCH}/data.json`, `${SCRATCH}/data.csv`]);
const BY_TYPE = {
  string: TEXTS, number: NUMBERS, boolean: [true, false], array: LISTS, object: MAPS, function: FUNCTIONS, buffer: [Buffer.from('value')],
  uint8array: [Buffer.from('value')], date: [new Date(0)], map: [new Map([['a', 1]])], set: [new Set([1])], bigint: [1n], regexp: [/a/], promise: [Promise.resolve('value')],
};

const { from, isArray } = Array;
const sourceOf = Function.prototype.call.bind(Function.prototype.toString);

/** The values for the `round`-th call. `says` is the comment before the function, for its `@param` lines. */
function argumentsOf(value, round, says = '') {
  const constants = constantsOf(value);
  const types = typesIn(says);
  return parametersOf(value).map(({ name, fallback, keys }) => {
    if (keys !== undefined) return Object.fromEntries(keys.map((key) => [key, choose(choicesFor(key, types.get(key)), constants, round)]));
    if (fallback !== undefined && round === 0) return fallback.value;
    return choose(choicesFor(name, types.get(name), fallback?.value), constants, round);
  });
}

function choicesFor(name, type, fallback) {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (type !== undefined && type !== 'string') return BY_TYPE[type] ?? (type.endsWith('[]') ? LISTS : (named ?? MAPS));
  if (named !== undefined) return named;
  if (type === 'string') return TEXTS;
  const kind = isArray(fallback) ? 'array' : typeof fallback;
  return fallback === undefined || fallback === null ? ANYTHING : (BY_TYPE[kind] ?? ANYTHING);
}

function choose(choices, constants, round) {
  const kinds = new Set(choices.map((choice) => typeof choice));
  const free = FIXED.has(choices[0]) ? [] : constants.filter((constant) => kinds.has(typeof constant));
  const all = [choices[0], ...free, ...choices.slice(1)];
  const chosen = all[round % all.length];
  return isArray(chosen) ? [...chosen] : chosen !== null && Object.getPrototypeOf(chosen ?? 1) === Object.prototype ? { ...chosen } : chosen;
}

/** Names, with the value of a default that is plain, or the keys of what is taken apart. */
function parametersOf(value) {
  return splitList(listOf(sourceOf(value).slice(0, MOST.list)))
    .slice(0, MOST.parameters)
    .flatMap((part) => {
      if (part.startsWith('{')) return [{ name: '', keys: [...part.matchAll(/[{,]\s*([A-Za-z_$][\w$]*)/g)].map((found) => found[1]).slice(0, MOST.parameters) }];
      if (part.startsWith('[')) return [{ name: 'items' }];
      const [, name, text] = /^(?:\.\.\.)?([A-Za-z_$][\w$]*)\s*(?:=\s*(.*))?$/s.exec(part) ?? [];
      if (name === undefined) return [];
      const fallback = text === undefined ? undefined : plainValue(text.trim());
      return [{ name, ...(fallback !== undefined && { fallback }) }];
    });
}

/** What stands between the parentheses after a function's name, or the one name before an arrow. */
function listOf(source) {
  const alone = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source);
  if (alone !== null) return alone[1];
  const isClass = source.startsWith('class');
  const start = isClass ? source.search(/\bconstructor\s*\(/) : 0;
  const at = start < 0 ? -1 : source.indexOf('(', start);
  if (at < 0) return '';
  let depth = 0;
  for (let end = at; end < source.length; end++) {
    if ('([{'.includes(source[end])) depth++;
    else if (')]}'.includes(source[end]) && --depth === 0) return source.slice(at + 1, end);
  }
  return '';
}

function splitList(list) {
  const parts = [''];
  let depth = 0;
  for (const letter of list) {
    if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function plainValue(text) {
  if (text === 'undefined') return { value: undefined };
  try {
    return { value: JSON.parse(/^'[^'"\\]*'$/.test(text) ? `"${text.slice(1, -1)}"` : text) };
  } catch {
    return undefined;
  }
}

/** Places and addresses that it mentions are left out: that it names them does not make them arguments. */
function constantsOf(value) {
  const source = sourceOf(value).slice(0, MOST.source);
  const texts = [...source.matchAll(/'([^'\\\n]{1,80})'|"([^"\\\n]{1,80})"|`([^`\\$\n]{1,80})`/g)]
    .map((found) => found[1] ?? found[2] ?? found[3])
    .filter((text) => !/^[/~]|:\/\//.test(text));
  const numbers = [...source.matchAll(/\b\d{1,7}(?:\.\d{1,4})?\b/g)].flatMap(([digits]) => [Number(digits), Number(digits) + 1]);
  return from(new Set([...texts, ...numbers])).slice(0, MOST.constants);
}

function typesIn(says) {
  const found = [...says.slice(0, MOST.list).matchAll(/@param\s+\{([^}\n]{1,60})\}\s+\[?([A-Za-z_$][\w$]*)/g)];
  return new Map(found.map(([, type, name]) => [name, type.trim().toLowerCase().replace(/^[?!]|=$/g, '').replace(/^array<.*$/, 'array')]));
}

/** What serves as request, response, event or context. */
function messageLike() {
  const target = { method: 'POST', url: '/', path: '/', headers: {}, query: { id: '1', name: 'value' }, params: { id: '1' }, body: { id: 1, name: 'value' }, cookies: {} };
  const answer = () => proxy;
  const proxy = new Proxy(target, { get: (it, name) => (name in it ? it[name] : name === 'then' || typeof name === 'symbol' ? undefined : answer) });
  return proxy;
}

module.exports = { argumentsOf, parametersOf, constantsOf, sourceOf, BY_NAME, FILE, SCRATCH, URL_MADE };
