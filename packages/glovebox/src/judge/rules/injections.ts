import type { Rule } from '../rule.ts';
import { EVALUATES, OUT, SHELL } from './ends.ts';

/** Whoever sends a request decides on it. */
const REQUEST = /(^|\.)request\b|^a parameter of the request/;

/**
 * What is written wrong is for a person to look at; where input reaches it, it is more: with the weakness itself it is
 * held back.
 */
export const injectionRules = {
  'input-in-statement': {
    severity: 'high',
    title: 'Puts input into a database statement',
    why: 'A quotation mark in the input ends the value, and what follows is a statement.',
    cwe: ['CWE-89'],
    attack: ['T1190'],
    message: '{source} becomes part of a statement: {target}.',
    remedy: 'Give the values as parameters of the statement.',
    examples: {
      found: {
        language: 'python',
        code: "import sqlite3\n\nname = input('name: ')\nsqlite3.connect('a.db').execute(\"SELECT * FROM people WHERE name = '\" + name + \"'\")",
      },
      ordinary: {
        language: 'python',
        code: "import sqlite3\n\nage = int(input('age: '))\nsqlite3.connect('a.db').execute(f'SELECT * FROM people WHERE age = {age}')",
      },
    },
    when: { flow: { from: ['user-input'], to: [], marked: ['built-sql'] } },
  },
  'input-in-template': {
    severity: 'high',
    title: 'Lets input write a part of a page or template',
    why: 'Braces in the input are run by the server, tags by the browser of whoever reads the page.',
    cwe: ['CWE-1336', 'CWE-79'],
    attack: ['T1190', 'T1059.007'],
    message: '{source} becomes part of a template: {target}.',
    remedy: 'Keep the template fixed and give the input as one of its values.',
    examples: {
      found: {
        language: 'python',
        code: "from flask import request, render_template_string\n\n@app.route('/hello')\ndef hello():\n    return render_template_string('<h1>Hello ' + request.args['name'] + '</h1>')",
      },
      ordinary: {
        language: 'python',
        code: "from flask import request, render_template_string\n\n@app.route('/hello')\ndef hello():\n    return render_template_string('<h1>Hello {{ name }}</h1>', name=request.args['name'])",
      },
    },
    when: { flow: { from: ['user-input'], to: [], marked: ['unescaped-template', 'template-source'] } },
  },
  'input-in-document': {
    severity: 'high',
    title: 'Lets a request be read by a parser that follows entities',
    why: 'The document names a file of the server, and the answer holds it.',
    cwe: ['CWE-611', 'CWE-776'],
    attack: ['T1190'],
    message: '{source} is read as a document: {target}.',
    remedy: 'Use defusedxml, or switch entities off.',
    examples: {
      found: {
        language: 'python',
        code: "import xml.sax\nfrom flask import request\n\n@app.route('/in', methods=['POST'])\ndef take():\n    xml.sax.parseString(request.data, handler)\n    return 'ok'",
      },
      ordinary: {
        language: 'python',
        code: "from defusedxml import ElementTree\nfrom flask import request\n\n@app.route('/in', methods=['POST'])\ndef take():\n    return ElementTree.fromstring(request.data).tag",
      },
    },
    when: { flow: { from: ['user-input'], source: REQUEST, to: [], marked: ['xml-entities', 'xml-parser'] } },
  },
  'request-in-redirect': {
    severity: 'medium',
    title: 'Sends a visitor wherever the address says',
    why: 'A link to a site that is trusted leads to one that is not.',
    cwe: ['CWE-601'],
    attack: ['T1566.002'],
    message: '{source} decides where a visitor goes: {target}.',
    remedy: 'Redirect to a path of the own site, chosen from a fixed list.',
    examples: {
      found: {
        language: 'python',
        code: "from flask import redirect, request\n\n@app.route('/next')\ndef next_page():\n    return redirect(request.args['to'])",
      },
      ordinary: {
        language: 'python',
        code: "from flask import redirect, request\n\n@app.route('/next')\ndef next_page():\n    return redirect('/items/' + request.args['to'])",
      },
    },
    when: { flow: { from: ['user-input'], source: REQUEST, to: [], marked: ['redirect'] } },
  },
  'input-in-shell': {
    severity: 'high',
    title: 'Builds a shell command from input',
    capability: 'process.spawn',
    why: 'A semicolon in the input starts a second command.',
    cwe: ['CWE-78'],
    message: '{source} reaches a command line of {callee}.',
    remedy: 'Give the program and its arguments as a list, or quote each word (shlex.quote).',
    examples: {
      found: { language: 'python', code: "import os\n\nhost = input('host: ')\nos.system('ping -c 1 ' + host)" },
      ordinary: {
        language: 'python',
        code: "import os, shlex\n\nhost = input('host: ')\nos.system('ping -c 1 ' + shlex.quote(host))",
      },
    },
    when: { flow: { from: ['user-input'], to: SHELL, part: ['target'] } },
  },
  'input-evaluated': {
    severity: 'high',
    title: 'Evaluates input as code',
    capability: 'code.eval',
    why: 'Whoever types or sends it runs what they like.',
    cwe: ['CWE-95'],
    message: '{source} reaches {callee}, which runs it.',
    remedy: 'Read values with a parser (ast.literal_eval, JSON.parse).',
    examples: {
      found: { language: 'python', code: 'import sys\n\nprint(eval(sys.argv[1]))' },
      ordinary: { language: 'python', code: 'import sys, ast\n\nprint(ast.literal_eval(sys.argv[1]))' },
    },
    when: { flow: { from: ['user-input'], to: [EVALUATES], part: ['target'] } },
  },
  'request-as-code': {
    severity: 'critical',
    title: 'Lets a request decide what is run',
    capability: 'code.eval',
    why: 'Anybody who reaches the server runs what they like on it.',
    cwe: ['CWE-94', 'CWE-78'],
    message: '{source} reaches {callee}, which runs it.',
    remedy: 'Let requests choose from a fixed set of actions.',
    examples: {
      found: {
        language: 'javascript',
        code: "const { exec } = require('child_process');\napp.get('/ping', (req, res) => exec('ping -c 1 ' + req.query.host, (e, out) => res.send(out)));",
      },
      ordinary: {
        language: 'javascript',
        code: "const { execFile } = require('child_process');\napp.get('/ping', (req, res) => execFile('ping', ['-c', String(Number(req.query.count)), 'localhost'], (e, out) => res.send(out)));",
      },
    },
    when: { flow: { from: ['user-input'], source: REQUEST, to: [EVALUATES, ...SHELL], part: ['target'] } },
  },
  'input-deserialized': {
    severity: 'high',
    title: 'Builds objects from input',
    capability: 'code.deserialize',
    why: 'Such formats may name any function to call while they are read.',
    cwe: ['CWE-502'],
    message: '{source} is read by {callee}.',
    remedy: 'Use a format of plain values, such as JSON.',
    examples: {
      found: {
        language: 'python',
        code: "import base64, pickle\nfrom flask import request\n\ndef session():\n    return pickle.loads(base64.b64decode(request.cookies['s']))",
      },
      ordinary: {
        language: 'python',
        code: "import base64, json\nfrom flask import request\n\ndef session():\n    return json.loads(base64.b64decode(request.cookies['s']))",
      },
    },
    when: { flow: { from: ['user-input'], to: [{ capability: ['code.deserialize'] }], part: ['target'] } },
  },
  'request-in-path': {
    severity: 'high',
    title: 'Lets a request name a file',
    capability: 'file.read',
    why: 'With `..` in it the name leads out of the folder it is meant for.',
    cwe: ['CWE-22'],
    message: '{source} becomes a path of {callee}.',
    remedy: 'Take the last part of the name alone (basename, secure_filename) and look it up in one folder.',
    examples: {
      found: {
        language: 'python',
        code: "from flask import request\n\n@app.route('/file')\ndef file():\n    return open('uploads/' + request.args['name']).read()",
      },
      ordinary: {
        language: 'python',
        code: "from flask import request\nfrom werkzeug.utils import secure_filename\n\n@app.route('/file')\ndef file():\n    return open('uploads/' + secure_filename(request.args['name'])).read()",
      },
    },
    when: {
      flow: {
        from: ['user-input'],
        source: REQUEST,
        to: [{ capability: ['file.read', 'file.write', 'file.delete', 'secret.read'] }],
        marked: ['named-file'],
        part: ['target'],
      },
    },
  },
  'request-in-address': {
    severity: 'high',
    title: 'Lets a request choose whom the server talks to',
    capability: 'network.connect',
    why: 'The server reaches machines that the asker does not, the metadata service among them.',
    cwe: ['CWE-918'],
    message: '{source} becomes an address of {callee}.',
    remedy: 'Choose the address from a fixed list; refuse private and link-local ones.',
    examples: {
      found: {
        language: 'javascript',
        code: "app.get('/proxy', async (req, res) => { const r = await fetch(req.query.url); res.send(await r.text()); });",
      },
      ordinary: {
        language: 'javascript',
        code: "app.get('/proxy', async (req, res) => { const r = await fetch('https://api.example.com/items/' + Number(req.query.id)); res.send(await r.text()); });",
      },
    },
    when: {
      flow: {
        from: ['user-input'],
        source: REQUEST,
        to: [{ capability: OUT }],
        part: ['target'],
      },
    },
  },
} as const satisfies Record<string, Rule>;
