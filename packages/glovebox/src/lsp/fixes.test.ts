import { expect, it } from 'vitest';
import { inspect } from '../examine/examine.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { sampleOfSource } from '../sample/load.ts';
import { applied, FIXES } from './fixes.ts';
import { reportOf } from './quick.ts';

async function rulesIn(code: string, language: 'python' | 'javascript' | 'bash'): Promise<string[]> {
  const sample = sampleOfSource(code, language);
  return reportOf(sample, await inspect(sample), DEFAULT_POLICY).findings.map(({ rule }) => rule);
}

it.each([
  ['unverified-tls', 'python', 'import requests\nrequests.get("https://a.example/", verify=False, timeout=5)'],
  ['unverified-tls', 'javascript', 'require("https").get("https://a.example/", { rejectUnauthorized: false });'],
  ['untrusted-deserialization', 'python', 'import yaml\nprint(yaml.load(open("a.yaml")))'],
  ['untrusted-deserialization', 'python', 'import yaml\nprint(yaml.load(open("a.yaml"), Loader=yaml.UnsafeLoader))'],
  ['unsafe-extraction', 'python', 'import tarfile\ntarfile.open("upload.tar").extractall("data")'],
  ['unsafe-extraction', 'python', 'import tarfile\ntarfile.open("upload.tar").extractall()'],
  ['no-timeout', 'python', 'import requests\nrequests.get("http://localhost:8000/")'],
  ['debug-server', 'python', 'from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)'],
  ['open-listener', 'python', 'import socket\ns = socket.socket()\ns.bind(("0.0.0.0", 8000))\ns.listen()'],
  ['world-writable', 'bash', 'chmod -R 777 data'],
  ['world-writable', 'python', 'import os\nos.chmod("data", 0o777)'],
  [
    'remote-model-code',
    'python',
    'from transformers import AutoModel\nAutoModel.from_pretrained("a/m", trust_remote_code=True)',
  ],
  [
    'unverified-token',
    'python',
    'import jwt\ndef who(t):\n    return jwt.decode(t, options={"verify_signature": False})',
  ],
  [
    'unchecked-host-key',
    'python',
    'import paramiko\nc = paramiko.SSHClient()\nc.set_missing_host_key_policy(paramiko.AutoAddPolicy())',
  ],
  ['xml-external-entities', 'python', 'from lxml import etree\np = etree.XMLParser(resolve_entities=True)'],
  ['unescaped-template', 'python', 'import jinja2\npages = jinja2.Environment()'],
  ['bidirectional-text', 'javascript', 'show("\u202ea\u202c");'],
  ['invisible-characters', 'python', 'pass\u200bword = 1\nprint(1)'],
] as const)('%s in %s is gone once its remedy is applied: %j', async (rule, language, code) => {
  expect(await rulesIn(code, language)).toContain(rule);
  const fixes = FIXES.filter(({ rules }) => rules.includes(rule));
  const mended = code
    .split('\n')
    .map((line) => fixes.map((fix) => applied(fix, line)).find((next) => next !== undefined) ?? line)
    .join('\n');
  expect(await rulesIn(mended, language)).not.toContain(rule);
});
