/** Runs once in every prepared sandbox, unheard: WebAssembly functions are compiled when they are first called. */
export const REHEARSAL_SOURCE = `
class Point { constructor(x) { this.x = x; } get double() { return this.x * 2; } }
const text = JSON.stringify({ a: [1, 2.5, 'x', null], p: new Point(3).double });
console.log('%s %d', text, 4, JSON.parse(text), [1, [2, { b: 'c' }]], new Map([[1, 'one']]), new Set([1]), process.argv, process.env.HOME);
console.error('a1b22'.replace(/[0-9]+/g, (n) => Number(n) + 1), [3, 1, 2].sort().map((n) => n ** 2).join());
try { null.x; } catch (error) { console.log(error); }
try { require('fs'); } catch (error) { console.log(error.code); }
setTimeout(() => console.log('later'), 1);
Promise.resolve(1).then((n) => console.log(n));
function* numbers() { yield* [1, 2]; }
for (const n of numbers()) console.log(n);
throw new TypeError('rehearsed');
`;
