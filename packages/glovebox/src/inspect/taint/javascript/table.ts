import type { SourceKind } from '../../site.ts';
import { type DataTable, rows, words } from '../language.ts';
import { CLEAN, DIGEST, PLAIN } from '../parts.ts';

/** What JavaScript's own callees and those of well-known packages do with data. */
export const JAVASCRIPT_DATA: DataTable = {
  sources: rows<SourceKind>([
    [
      'user-input',
      'process.argv process.stdin prompt readline.createInterface readline.promises.createInterface yargs yargs.argv minimist commander commander.program.opts commander.program.args inquirer.prompt readline-sync.question prompts enquirer.prompt location document.location document.URL document.cookie Deno.args Bun.argv window.name',
    ],
    [
      'network-reply',
      'net.Socket.on net.Socket.once WebSocket.on ws.on EventSource.onmessage http.ClientRequest.on dgram.Socket.on socket.io-client.on',
    ],
    [
      'secret',
      'keytar.getPassword keytar.findCredentials keytar.findPassword clipboardy.read clipboardy.readSync navigator.clipboard.readText',
    ],
    ['environment', 'Deno.env.toObject'],
    ['clock', 'Date.now Date performance.now process.hrtime process.hrtime.bigint'],
    [
      'randomness',
      'Math.random crypto.randomBytes crypto.randomUUID crypto.randomInt crypto.getRandomValues uuid.v4 nanoid.nanoid',
    ],
    ['host-name', 'os.hostname os.networkInterfaces node-machine-id.machineIdSync'],
    ['user-name', 'os.userInfo process.getuid username'],
  ]),
  sanitizers: rows<number>([
    [PLAIN, 'Number parseInt parseFloat Number.parseInt Number.parseFloat BigInt Boolean .length .getTime .valueOf'],
    [CLEAN.shell, 'shell-quote.quote shell-escape shlex.quote'],
    [CLEAN.path, 'path.basename path.posix.basename sanitize-filename'],
    [CLEAN.address | CLEAN.shell, 'encodeURIComponent encodeURI querystring.escape'],
    [CLEAN.objects, 'JSON.parse'],
    [CLEAN.code, 'he.encode he.escape escape-html validator.escape dompurify.sanitize'],
    [
      DIGEST,
      '.digest crypto.createHash crypto.createHmac crypto.scryptSync crypto.pbkdf2Sync bcrypt.hash bcrypt.hashSync argon2.hash',
    ],
  ]),
  silent: new Set(
    words(
      'console.log console.error console.warn console.info console.debug typeof Array.isArray Number.isInteger Number.isNaN isNaN isFinite fs.existsSync clearTimeout clearInterval crypto.timingSafeEqual bcrypt.compare assert assert.equal expect',
    ),
  ),
  silentMethods: new Set(
    words(
      'includes startsWith endsWith indexOf lastIndexOf search test has every some hasOwnProperty end close destroy removeListener status sendStatus setEncoding',
    ),
  ),
  filling: new Set(words('push unshift set append add write concat splice fill assign setHeader header enqueue')),
  handing: new Set(words('write end send emit sendMail postMessage')),
};
