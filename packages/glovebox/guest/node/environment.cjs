'use strict';
// Reads of `process.env` have no call to wrap: a Proxy stands before it.

const { deleteProperty, defineProperty, get, getOwnPropertyDescriptor, has, ownKeys, set } = Reflect;

function environment(hints) {
  const variables = process.env;
  let everything = ''; // the place that last read all variables: single names add nothing there

  function reading(name) {
    if (typeof name !== 'string') return;
    try {
      tell(name);
    } catch {
      // A prototype the sample broke; its read goes on.
    }
  }

  function tell(name) {
    const site = hints.where(name === '*' ? 'print' : 'sample');
    if (site === undefined) return;
    const place = `${site.file}:${site.line}`;
    if (place === everything) return;
    if (name === '*') everything = place;
    hints.tell('environment.read', 'process.env', name, { site });
  }

  const watched = new Proxy(variables, {
    get(target, name) {
      reading(name);
      return get(target, name);
    },
    has(target, name) {
      reading(name);
      return has(target, name);
    },
    ownKeys(target) {
      reading('*');
      return ownKeys(target);
    },
    getOwnPropertyDescriptor(target, name) {
      reading(name);
      return getOwnPropertyDescriptor(target, name);
    },
    set: (target, name, value) => set(target, name, value),
    defineProperty: (target, name, descriptor) => defineProperty(target, name, descriptor),
    deleteProperty: (target, name) => deleteProperty(target, name),
  });
  // `console.log(process.env)` looks through one Proxy without its traps; the second one is then asked.
  const outer = new Proxy(watched, {});
  defineProperty(process, 'env', { ...getOwnPropertyDescriptor(process, 'env'), value: outer });
}

module.exports = { environment };
