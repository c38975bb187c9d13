import { expect, it } from 'vitest';
import { sampleOfSource } from '../sample/load.ts';
import { check } from './examine.ts';

/** Much of what ordinary programs do to files, partly through libraries in C that no interpreter speaks for. */
const PYTHON = `import sqlite3, tempfile, shutil, os, csv, zipfile, logging
db = sqlite3.connect("a.db")
db.execute("create table t(x)")
db.executemany("insert into t values(?)", [(i,) for i in range(10)])
db.commit()
print(db.execute("select count(*) from t").fetchone())
db.close()
with open("x.txt", "w+") as f:
    f.write("hello"); f.truncate(2)
os.chmod("x.txt", 0o644)
shutil.copy2("x.txt", "y.txt")
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "z.zip")
    with zipfile.ZipFile(p, "w") as z: z.write("x.txt")
    zipfile.ZipFile(p).extractall(d)
logging.basicConfig(filename="app.log"); logging.warning("hi")
import json, random, datetime, collections, threading, queue, concurrent.futures
with concurrent.futures.ThreadPoolExecutor(4) as ex: print(list(ex.map(lambda i: i * i, range(5))))
import multiprocessing
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, -2]))
`;

const JAVASCRIPT = `const fs = require('fs'), path = require('path'), os = require('os');
const { Worker } = require('worker_threads');
fs.mkdirSync('d/e', { recursive: true }); fs.writeFileSync('d/e/f.json', JSON.stringify({ a: 1 }));
fs.copyFileSync('d/e/f.json', 'g.json'); fs.chmodSync('g.json', 0o600); fs.truncateSync('g.json', 2);
fs.promises.readdir('.').then(console.log); fs.createWriteStream('s.log').end('x');
fs.rmSync('d', { recursive: true });
setTimeout(() => console.log('done'), 50);
`;

it.each([
  ['python', PYTHON],
  ['javascript', JAVASCRIPT],
] as const)('a busy and honest program in %s is allow with nothing found', async (language, source) => {
  const { verdict, findings, runs } = await check(sampleOfSource(source, language));
  expect(runs[0]).toMatchObject({ status: 'exited', exitCode: 0, stderr: '' });
  expect(findings).toEqual([]);
  expect(verdict).toEqual({ decision: 'allow', risk: 0, reasons: [] });
});
