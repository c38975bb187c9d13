import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirHash, fileDigests } from '../content.ts';
import { seal } from '../envelope.ts';
import type { Attempt } from './attempt.fixture.ts';
import { daysAgo } from './scene.fixture.ts';

export const FILES: readonly Attempt[] = [
  { what: 'a file is edited', refused: 'files-changed', tamper: (scene) => scene.write('main.py', 'import os\n') },
  {
    what: 'a line break is added',
    refused: 'files-changed',
    tamper: (scene) => scene.write('tool.py', 'def greeting():\n    return "hello"\n\n'),
  },
  {
    what: 'a file is added',
    refused: 'files-changed',
    tamper: (scene) => scene.write('sitecustomize.py', 'import os\n'),
  },
  { what: 'a file is removed', refused: 'files-changed', tamper: (scene) => rmSync(join(scene.app, 'tool.py')) },
  {
    what: 'a file is renamed',
    refused: 'files-changed',
    tamper: (scene) => renameSync(join(scene.app, 'tool.py'), join(scene.app, 'Tool.py')),
  },
  {
    what: 'two files change places',
    refused: 'files-changed',
    tamper: (scene) => {
      const [main, tool] = ['main.py', 'tool.py'].map((name) => readFileSync(join(scene.app, name)));
      scene.write('main.py', tool ?? '');
      scene.write('tool.py', main ?? '');
    },
  },
  {
    what: 'a name is written with other letters that look the same',
    refused: 'files-changed',
    tamper: (scene) => renameSync(join(scene.app, 'caf\u00e9.txt'), join(scene.app, 'cafe\u0301.txt')),
  },
  {
    what: 'a link is added',
    refused: 'files-changed',
    tamper: (scene) => symlinkSync('/etc/passwd', join(scene.app, 'users.py')),
  },
  {
    what: 'a link is turned to another place',
    refused: 'files-changed',
    tamper: async (scene) => {
      symlinkSync('main.py', join(scene.app, 'start.py'));
      scene.put(seal(await scene.attested(daysAgo(1)), [scene.ada]));
      rmSync(join(scene.app, 'start.py'));
      symlinkSync('tool.py', join(scene.app, 'start.py'));
    },
  },
  {
    what: 'compiled code is planted',
    refused: 'files-changed',
    tamper: (scene) => scene.write('__pycache__/tool.cpython-311.pyc', 'code'),
  },
  {
    what: 'a library is changed',
    refused: 'files-changed',
    tamper: async (scene) => {
      scene.write('node_modules/left/index.js', 'module.exports = 1');
      scene.put(seal(await scene.attested(daysAgo(1)), [scene.ada]));
      scene.write('node_modules/left/index.js', 'module.exports = 2');
    },
  },
  {
    what: 'an attested file has the list of other files’ digests as its content',
    refused: 'no-attestation',
    tamper: async (scene) => {
      const evil = join(scene.root, 'evil');
      mkdirSync(evil);
      const content = Buffer.from('import os\n');
      writeFileSync(join(evil, 'start.py'), content);
      const list = fileDigests([{ path: 'start.py', content }])
        .map(({ sha256, path }) => `${sha256}  ${path}\n`)
        .join('');
      scene.write('list.txt', list);
      scene.put(seal(await scene.attested(daysAgo(1)), [scene.ada]));
      scene.digest = dirHash(fileDigests([{ path: 'start.py', content }]));
    },
  },
  {
    what: 'an attested file is an image’s manifest',
    refused: 'no-attestation',
    tamper: async (scene) => {
      const manifest = Buffer.from('{"schemaVersion":2,"layers":[]}');
      scene.write('manifest.json', manifest);
      scene.put(seal(await scene.attested(daysAgo(1)), [scene.ada]));
      scene.digest = fileDigests([{ path: '', content: manifest }])[0]?.sha256;
    },
  },
  {
    what: 'the digest of one file is asked about',
    refused: 'no-attestation',
    tamper: (scene) => {
      scene.digest = fileDigests([{ path: '', content: readFileSync(join(scene.app, 'main.py')) }])[0]?.sha256;
    },
  },
];
