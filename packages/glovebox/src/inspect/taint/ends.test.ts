import { describe, expect, it } from 'vitest';
import type { Language } from '../../sample/sample.ts';
import { inspected } from '../inspect.fixture.ts';
import type { MarkKind } from '../marks/mark.ts';

/** The kinds of the marks that data reaches. */
async function reached(language: Language, code: string): Promise<MarkKind[]> {
  const { flows, marks = [] } = await inspected(language, code);
  return flows.flatMap(({ sink }) => {
    const [kind, number] = sink.split(':');
    const mark = kind === 'mark' ? marks[Number(number) - 1] : undefined;
    return mark === undefined ? [] : [mark.kind];
  });
}

const ROUTE = 'from flask import request\n\n@app.route("/")\ndef page():\n    ';

describe('input reaches what is written wrong', () => {
  it.each<[what: string, language: Language, code: string, kind: MarkKind, ordinary: string]>([
    [
      'a statement of a database',
      'python',
      `${ROUTE}name = request.args["n"]\n    db.execute("SELECT * FROM t WHERE n = '" + name + "'")`,
      'built-sql',
      `${ROUTE}name = int(request.args["n"])\n    db.execute("SELECT * FROM t WHERE n = '" + str(name) + "'")`,
    ],
    [
      'a template',
      'python',
      `from jinja2 import Template\n${ROUTE}return Template(request.form["t"]).render()`,
      'template-source',
      `from jinja2 import Template\n${ROUTE}return Template("{{ t }}").render(t=request.form["t"])`,
    ],
    [
      'a document',
      'python',
      `import xml.sax\n${ROUTE}xml.sax.parseString(request.data, handler)`,
      'xml-entities',
      `import xml.sax\n${ROUTE}xml.sax.parseString(b"<a/>", request.data)`,
    ],
    [
      'a redirect',
      'python',
      `from flask import redirect\n${ROUTE}return redirect(request.args["to"])`,
      'redirect',
      `from flask import redirect, url_for\n${ROUTE}return redirect(url_for("item", id=request.args["to"]))`,
    ],
    [
      'a statement that was put together before',
      'javascript',
      'app.get("/", (req, res) => { const q = "SELECT * FROM t WHERE n = " + req.query.n; db.query(q); });',
      'built-sql',
      'app.get("/", (req, res) => { const q = "SELECT * FROM t WHERE n = " + Number(req.query.n); db.query(q); });',
    ],
    [
      'a file that is sent',
      'javascript',
      'app.get("/", (req, res) => res.sendFile("/srv/" + req.query.f));',
      'named-file',
      'const path = require("path"); app.get("/", (req, res) => res.sendFile("/srv/" + path.basename(req.query.f)));',
    ],
  ])('%s', async (_, language, code, kind, ordinary) => {
    expect(await reached(language, code)).toContain(kind);
    expect(await reached(language, ordinary)).toEqual([]);
  });

  it('but not a call beside it that begins at the same place', async () => {
    const code = `import sqlite3\n${ROUTE}sqlite3.connect(request.args["db"]).execute(f"SELECT * FROM t WHERE n = {x}")`;
    expect(await reached('python', code)).toEqual([]);
  });
});
