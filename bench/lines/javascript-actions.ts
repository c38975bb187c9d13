import type { Action } from './program.ts';

const here = '^/work/NAME$';
const child = "const child_process = require('node:child_process');";

/** What is done to the world. */
export const JAVASCRIPT_ACTIONS: readonly Action[] = [
  { code: "fs.writeFileSync('NAME', 'x')", seen: [['file.write', here]] },
  { code: "fs.appendFileSync('NAME', 'x')", seen: [['file.write', here]] },
  { code: "fs.readFileSync('NAME', 'utf8')", needs: 'file', seen: [['file.read', here]] },
  { code: "fs.closeSync(fs.openSync('NAME', 'w'))", seen: [['file.write', here]] },
  { code: "fs.unlinkSync('NAME')", needs: 'file', seen: [['file.delete', here]] },
  { code: "fs.rmSync('NAME', { recursive: true })", needs: 'folder', seen: [['file.delete', '^/work/NAME(/inner)?$']] },
  { code: "fs.renameSync('NAME', 'NAME.new')", needs: 'file', seen: [['file.write', '^/work/NAME.new$']] },
  {
    code: "fs.copyFileSync('NAME', 'NAME.copy')",
    needs: 'file',
    seen: [
      ['file.write', '^/work/NAME.copy$'],
      ['file.read', here],
    ],
  },
  {
    code: "fs.cpSync('NAME', 'NAME.tree', { recursive: true })",
    needs: 'folder',
    seen: [
      ['file.write', '^/work/NAME.tree(/inner)?$'],
      ['file.read', '^/work/NAME(/inner)?$'],
    ],
  },
  { code: "fs.chmodSync('NAME', 0o600)", needs: 'file', seen: [['file.permission', here]] },
  { code: "fs.mkdirSync('NAME')", seen: [['file.write', here]] },
  { code: "fs.mkdirSync('NAME/a/b', { recursive: true })", seen: [['file.write', '^/work/NAME(/a)?(/b)?$']] },
  { code: "fs.mkdtempSync('/tmp/NAME')", seen: [['file.write', '^/tmp/NAME']] },
  { code: "fs.readdirSync('NAME')", needs: 'folder', seen: [['file.read', here]] },
  { code: "fs.opendirSync('NAME').closeSync()", needs: 'folder', seen: [['file.read', here]] },
  { code: "fs.symlinkSync('/etc/hosts', 'NAME')", seen: [['file.write', here]] },
  { code: "fs.linkSync('NAME', 'NAME.hard')", needs: 'file', seen: [['file.write', '^/work/NAME.hard$']] },
  { code: "fs.truncateSync('NAME', 2)", needs: 'file', seen: [['file.write', here]] },
  { code: "fs.writeFile('NAME', 'x', () => {})", later: true, seen: [['file.write', here]] },
  { code: "fs.readFile('NAME', () => {})", later: true, needs: 'file', seen: [['file.read', here]] },
  { code: "fs.unlink('NAME', () => {})", later: true, needs: 'file', seen: [['file.delete', here]] },
  { code: "fs.promises.writeFile('NAME', 'x')", later: true, seen: [['file.write', here]] },
  { code: "fs.promises.readFile('NAME')", later: true, needs: 'file', seen: [['file.read', here]] },
  {
    code: "fs.promises.mkdir('NAME/a', { recursive: true })",
    later: true,
    seen: [['file.write', '^/work/NAME(/a)?$']],
  },
  {
    code: "fs.promises.rm('NAME', { recursive: true })",
    later: true,
    needs: 'folder',
    seen: [['file.delete', '^/work/NAME(/inner)?$']],
  },
  { code: "fs.promises.open('NAME', 'w').then((file) => file.close())", later: true, seen: [['file.write', here]] },
  {
    code: "fs.promises.rename('NAME', 'NAME.new')",
    later: true,
    needs: 'file',
    seen: [['file.write', '^/work/NAME.new$']],
  },
  { code: "fs.createWriteStream('NAME').end('x')", later: true, seen: [['file.write', here]] },
  { code: "fs.createReadStream('NAME').resume()", later: true, needs: 'file', seen: [['file.read', here]] },
  {
    code: "require('node:stream').pipeline(fs.createReadStream('NAME'), fs.createWriteStream('NAME.out'), () => {})",
    later: true,
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', '^/work/NAME.out$'],
    ],
  },
  {
    code: "require('node:stream/promises').pipeline(fs.createReadStream('NAME'), require('node:zlib').createGzip(), fs.createWriteStream('NAME.gz'))",
    later: true,
    needs: 'file',
    seen: [
      ['file.read', here],
      ['file.write', '^/work/NAME.gz$'],
    ],
  },
  {
    code: "require('node:readline').createInterface({ input: fs.createReadStream('NAME') }).on('line', () => {})",
    later: true,
    needs: 'file',
    seen: [['file.read', here]],
  },
  {
    code: "require('node:net').connect(PORT, '127.0.0.1').on('error', () => {})",
    later: true,
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "require('node:http').get('http://127.0.0.1:PORT/').on('error', () => {})",
    later: true,
    seen: [['network.connect', ':PORT$']],
  },
  {
    code: "require('node:https').request({ host: '127.0.0.1', port: PORT }).on('error', () => {}).end()",
    later: true,
    seen: [['network.connect', ':PORT$']],
  },
  { code: "fetch('http://127.0.0.1:PORT/').catch(() => {})", later: true, seen: [['network.connect', ':PORT$']] },
  {
    code: "require('node:dns').lookup('NAME.example', () => {})",
    later: true,
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "require('node:dns').promises.resolve4('NAME.example').catch(() => {})",
    later: true,
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "require('node:http').get('http://NAME.example/').on('error', () => {})",
    later: true,
    seen: [['network.resolve', '^NAME.example$']],
  },
  {
    code: "require('node:dgram').createSocket('udp4').on('error', () => {}).send('x', PORT, '127.0.0.1')",
    later: true,
    seen: [['network.send', ':PORT$']],
  },
  {
    code: "require('node:net').createServer().listen(PORT, '127.0.0.1').unref()",
    later: true,
    seen: [['network.listen', ':PORT$']],
  },
  {
    code: "child_process.execSync('cat NAME')",
    imports: [child],
    needs: 'file',
    seen: [
      ['process.spawn', 'cat NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "child_process.execSync('cat NAME | wc -c > NAME.out')",
    imports: [child],
    needs: 'file',
    seen: [
      ['process.spawn', 'NAME'],
      ['file.read', here],
      ['file.write', '^/work/NAME.out$'],
    ],
  },
  {
    code: "child_process.spawnSync('touch', ['NAME'])",
    imports: [child],
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "child_process.execFileSync('rm', ['NAME'])",
    imports: [child],
    needs: 'file',
    seen: [
      ['process.spawn', 'rm NAME'],
      ['file.delete', here],
    ],
  },
  {
    code: "child_process.exec('touch NAME', () => {})",
    imports: [child],
    later: true,
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  {
    code: "child_process.spawn('cat', ['NAME']).stdout.resume()",
    imports: [child],
    later: true,
    needs: 'file',
    seen: [
      ['process.spawn', 'cat NAME'],
      ['file.read', here],
    ],
  },
  {
    code: "child_process.execFile('touch', ['NAME'])",
    imports: [child],
    later: true,
    seen: [
      ['process.spawn', 'touch NAME'],
      ['file.write', here],
    ],
  },
  { code: 'process.kill(process.pid, 0)', seen: [['process.signal', 'signal 0']] },
];
