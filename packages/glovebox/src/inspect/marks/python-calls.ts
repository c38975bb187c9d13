import type { Call } from '../resolve/call.ts';
import { argument } from '../resolve/call.ts';
import { asNumber, asText, HOLE, type Value } from '../resolve/value.ts';
import type { MarkKind } from './mark.ts';
import { isSlow } from './regex.ts';
import { PASSWORD_PURPOSE, SECRET_PURPOSE } from './texts.ts';

/** A call and the names it stands among: what it is assigned to, the function it is in, what it is given. */
export interface CallInContext {
  readonly call: Call;
  readonly names: string;
}

type Check = (seen: CallInContext) => MarkKind | undefined;

/** What calls of Python say by their callee and arguments. */
const TABLE: readonly (readonly [callees: string, check: Check])[] = [
  [
    'hashlib.md5 hashlib.sha1 hashlib.md4 Crypto.Hash.MD5.new Crypto.Hash.SHA.new Crypto.Hash.MD4.new Crypto.Hash.MD2.new Cryptodome.Hash.MD5.new Cryptodome.Hash.SHA.new Cryptodome.Hash.MD4.new Cryptodome.Hash.MD2.new cryptography.hazmat.primitives.hashes.MD5 cryptography.hazmat.primitives.hashes.SHA1',
    weakHash,
  ],
  [
    'hashlib.new',
    (seen) => (/^(md[245]|sha-?1|ripemd160)$/i.test(text(seen.call, 0, 'name')) ? weakHash(seen) : undefined),
  ],
  ['crypt.crypt', always('weak-password-hash')],
  ['hashlib.pbkdf2_hmac', ({ call }) => (number(call, 3, 'iterations') < 10_000 ? 'weak-password-hash' : undefined)],
  [
    'Crypto.Cipher.DES.new Crypto.Cipher.DES3.new Crypto.Cipher.ARC2.new Crypto.Cipher.ARC4.new Crypto.Cipher.Blowfish.new Crypto.Cipher.CAST.new Crypto.Cipher.XOR.new Cryptodome.Cipher.DES.new Cryptodome.Cipher.DES3.new Cryptodome.Cipher.ARC2.new Cryptodome.Cipher.ARC4.new Cryptodome.Cipher.Blowfish.new Cryptodome.Cipher.CAST.new Cryptodome.Cipher.XOR.new cryptography.hazmat.primitives.ciphers.algorithms.ARC4 cryptography.hazmat.primitives.ciphers.algorithms.Blowfish cryptography.hazmat.primitives.ciphers.algorithms.IDEA cryptography.hazmat.primitives.ciphers.algorithms.CAST5 cryptography.hazmat.primitives.ciphers.algorithms.SEED cryptography.hazmat.primitives.ciphers.algorithms.TripleDES cryptography.hazmat.primitives.ciphers.modes.ECB pyDes.des pyDes.triple_des',
    always('weak-cipher'),
  ],
  [
    'Crypto.Cipher.AES.new Cryptodome.Cipher.AES.new',
    ({ call }) => (/MODE_ECB|^1$/.test(text(call, 1, 'mode')) ? 'weak-cipher' : undefined),
  ],
  [
    'Crypto.PublicKey.RSA.generate Crypto.PublicKey.DSA.generate Cryptodome.PublicKey.RSA.generate Cryptodome.PublicKey.DSA.generate',
    ({ call }) => (number(call, 0, 'bits') < 2_048 ? 'short-key' : undefined),
  ],
  [
    'cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key',
    ({ call }) => (number(call, 0, 'key_size') < 2_048 ? 'short-key' : undefined),
  ],
  [
    'cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key',
    ({ call }) => (number(call, 1, 'key_size') < 2_048 ? 'short-key' : undefined),
  ],
  [
    'cryptography.hazmat.primitives.asymmetric.ec.generate_private_key',
    ({ call }) => (/SECP192|SECT163/.test(text(call, 0, 'curve')) ? 'short-key' : undefined),
  ],
  [
    'random.random random.randint random.randrange random.choice random.choices random.sample random.getrandbits random.randbytes random.uniform random.triangular random.Random.random random.Random.choice',
    ({ names }) => (SECRET_PURPOSE.test(names) ? 'weak-random' : undefined),
  ],
  [
    'requests.get requests.post requests.put requests.patch requests.delete requests.head requests.options requests.request requests.Session.get requests.Session.post requests.Session.put requests.Session.request httpx.get httpx.post httpx.put httpx.patch httpx.delete httpx.request httpx.stream httpx.Client httpx.AsyncClient',
    request,
  ],
  ['ssl._create_unverified_context ssl._create_stdlib_context', always('unverified-tls')],
  ['ssl.wrap_socket', always('old-tls')],
  [
    'OpenSSL.SSL.Context ssl.SSLContext',
    ({ call }) =>
      /(SSLv2|SSLv23|SSLv3|TLSv1|TLSv1_1)(_METHOD)?$/.test(text(call, 0, 'method', 'protocol')) ? 'old-tls' : undefined,
  ],
  [
    'paramiko.AutoAddPolicy paramiko.WarningPolicy paramiko.client.AutoAddPolicy paramiko.client.WarningPolicy',
    always('unchecked-host-key'),
  ],
  [
    'paramiko.SSHClient.set_missing_host_key_policy paramiko.client.SSHClient.set_missing_host_key_policy',
    ({ call }) => (/AutoAddPolicy|WarningPolicy/.test(text(call, 0, 'policy')) ? 'unchecked-host-key' : undefined),
  ],
  ['jwt.decode jose.jwt.decode authlib.jose.jwt.decode', unverifiedToken],
  [
    'jinja2.Environment jinja2.environment.Environment jinja2.sandbox.SandboxedEnvironment',
    ({ call }) => (isFalse(call.named.get('autoescape') ?? FALSE) ? 'unescaped-template' : undefined),
  ],
  [
    'mako.template.Template flask.render_template_string',
    ({ call }) => (isConstant(call.positional[0]) ? undefined : 'unescaped-template'),
  ],
  [
    'fastapi.responses.HTMLResponse starlette.responses.HTMLResponse django.utils.safestring.mark_safe django.utils.safestring.SafeText django.utils.html.mark_safe markupsafe.Markup flask.Markup',
    ({ call }) => (isConstant(call.positional[0]) ? undefined : 'unescaped-template'),
  ],
  [
    'jinja2.Template jinja2.Environment.from_string jinja2.environment.Environment.from_string jinja2.environment.Template django.template.Template django.template.Engine.from_string tornado.template.Template',
    ({ call }) => (isConstant(call.positional[0] ?? call.named.get('source')) ? undefined : 'template-source'),
  ],
  [
    'flask.redirect werkzeug.utils.redirect django.shortcuts.redirect django.http.HttpResponseRedirect django.http.HttpResponsePermanentRedirect fastapi.responses.RedirectResponse starlette.responses.RedirectResponse bottle.redirect aiohttp.web.HTTPFound',
    ({ call }) => (isFixedAtStart(argument(call, 0, 'location', 'redirect_to', 'url')) ? undefined : 'redirect'),
  ],
  ['tempfile.mktemp os.tmpnam os.tempnam', always('predictable-temporary')],
  [
    'tarfile.TarFile.extractall tarfile.TarFile.extract',
    ({ call }) => (call.named.has('filter') || call.named.has('members') ? undefined : 'unsafe-extraction'),
  ],
  ['shutil.unpack_archive', ({ call }) => (call.named.has('filter') ? undefined : 'unsafe-extraction')],
  [
    'lxml.etree.XMLParser',
    ({ call }) =>
      isTrue(call.named.get('resolve_entities')) || isFalse(call.named.get('no_network')) ? 'xml-entities' : undefined,
  ],
  [
    'xml.sax.parse xml.sax.parseString xml.sax.make_parser xml.sax.expatreader.create_parser xml.dom.pulldom.parse xml.dom.pulldom.parseString xml.dom.expatbuilder.parse xml.dom.expatbuilder.parseString',
    always('xml-entities'),
  ],
  [
    'xml.sax.xmlreader.XMLReader.setFeature xml.sax.make_parser.setFeature',
    ({ call }) => (isTrue(call.positional[1]) ? 'xml-entities' : undefined),
  ],
  [
    'lxml.etree.parse lxml.etree.fromstring xml.etree.ElementTree.parse xml.etree.ElementTree.fromstring xml.etree.ElementTree.iterparse xml.etree.ElementTree.XMLParser xml.etree.cElementTree.parse xml.etree.cElementTree.fromstring xml.etree.cElementTree.iterparse xml.dom.minidom.parse xml.dom.minidom.parseString xmlrpc.client.ServerProxy xmlrpclib.ServerProxy',
    always('xml-parser'),
  ],
  [
    're.compile re.match re.search re.fullmatch re.findall re.finditer re.sub re.split regex.compile regex.match regex.search',
    ({ call }) => (isSlow(text(call, 0, 'pattern')) ? 'slow-regex' : undefined),
  ],
  ['telnetlib.Telnet ftplib.FTP', always('cleartext-protocol')],
  [
    'flask.Flask.run werkzeug.run_simple werkzeug.serving.run_simple',
    ({ call }) =>
      isTrue(call.named.get('debug')) || isTrue(call.named.get('use_debugger')) ? 'debug-server' : undefined,
  ],
  [
    'transformers.AutoModel.from_pretrained transformers.AutoTokenizer.from_pretrained transformers.AutoModelForCausalLM.from_pretrained transformers.pipeline datasets.load_dataset',
    ({ call }) => (isTrue(call.named.get('trust_remote_code')) ? 'remote-model-code' : undefined),
  ],
  ['logging.config.listen', always('remote-configuration')],
  [
    'pysnmp.hlapi.CommunityData pysnmp.hlapi.asyncio.CommunityData',
    ({ call }) => (/^[01]$/.test(text(call, 1, 'mpModel')) ? 'cleartext-protocol' : undefined),
  ],
  [
    'pandas.read_clipboard pandas.DataFrame.to_clipboard pyscreenshot.grab mss.mss d3dshot.create clipboard.paste win32clipboard.GetClipboardData pyperclip.copy pyperclip.paste PIL.ImageGrab.grab PIL.ImageGrab.grabclipboard pyautogui.screenshot sounddevice.rec cv2.VideoCapture',
    ({ call }) =>
      call.callee === 'cv2.VideoCapture' && asNumber(call.positional[0]) === undefined
        ? undefined
        : 'screen-or-clipboard',
  ],
  [
    'scapy.all.sniff scapy.sendrecv.sniff scapy.all.AsyncSniffer pyshark.LiveCapture pcapy.open_live pcap.pcap',
    always('packet-capture'),
  ],
  [
    'socket.socket',
    ({ call }) => (/SOCK_RAW|AF_PACKET|PF_PACKET/.test(textsGiven(call).join(' ')) ? 'packet-capture' : undefined),
  ],
  ['base64.b64encode base64.b32encode base64.b16encode base64.b85encode base64.encodebytes binascii.hexlify', encodes],
];

const CHECKS: ReadonlyMap<string, Check> = new Map(
  TABLE.flatMap(([callees, check]) => callees.split(' ').map((callee): [string, Check] => [callee, check])),
);

export function markOfCall(seen: CallInContext): MarkKind | undefined {
  return CHECKS.get(seen.call.callee)?.(seen);
}

const FALSE: Value = { kind: 'literal', text: 'False' };

function always(kind: MarkKind): Check {
  return () => kind;
}

/** Code that starts programs or takes files apart, as the text that is about to be made unreadable. */
const PROGRAM =
  /\bimport\s+(os|subprocess|shutil|socket|ctypes|pty)\b|\b(os\.system|os\.popen|subprocess\.\w+|shutil\.rmtree|exec|eval)\s*\(|^#!\/|\bopen\(\s*['"]\/(etc|boot|bin|usr|root)/;

function encodes({ call }: CallInContext): MarkKind | undefined {
  const value = call.positional[0];
  const content = value?.kind === 'bytes' ? new TextDecoder().decode(value.bytes.slice(0, 4_000)) : asText(value);
  return content !== undefined && PROGRAM.test(content.slice(0, 4_000)) ? 'encoded-program' : undefined;
}

function textsGiven(call: Call): string[] {
  return [...call.positional, ...call.named.values()].map((value) =>
    value.kind === 'name' ? value.name : (asText(value) ?? ''),
  );
}

function weakHash({ call, names }: CallInContext): MarkKind | undefined {
  if (isFalse(call.named.get('usedforsecurity'))) return undefined;
  return PASSWORD_PURPOSE.test(names) ? 'weak-password-hash' : 'weak-hash';
}

function request({ call }: CallInContext): MarkKind | undefined {
  if (isFalse(call.named.get('verify'))) return 'unverified-tls';
  return call.named.has('timeout') || call.callee.startsWith('httpx') ? undefined : 'no-timeout';
}

function unverifiedToken({ call }: CallInContext): MarkKind | undefined {
  const options = argument(call, 3, 'options');
  const isUnverified =
    isFalse(call.named.get('verify')) ||
    (options?.kind === 'record' && isFalse(options.fields.get('verify_signature'))) ||
    textsOf(call.named.get('algorithms')).some((name) => /^none$/i.test(name));
  return isUnverified ? 'unverified-token' : undefined;
}

function text(call: Call, position: number, ...names: readonly string[]): string {
  const value = argument(call, position, ...names);
  return value?.kind === 'name' ? value.name : (asText(value) ?? (value?.kind === 'result' ? value.of : ''));
}

/** Infinite where it is not known: only what is written down can be too small. */
function number(call: Call, position: number, ...names: readonly string[]): number {
  return asNumber(argument(call, position, ...names)) ?? Number.POSITIVE_INFINITY;
}

function textsOf(value: Value | undefined): string[] {
  return value?.kind === 'list' ? value.items.map((item) => asText(item) ?? '') : [asText(value) ?? ''];
}

function isFalse(value: Value | undefined): boolean {
  return value?.kind === 'literal' && /^(False|false|0)$/.test(value.text);
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'literal' && /^(True|true|1)$/.test(value.text);
}

/** A path of the own site, whatever follows. Two slashes begin the name of another one. */
function isFixedAtStart(value: Value | undefined): boolean {
  return /^\/[^/\\{]|^https?:\/\/[^/{]+\/|^\/?$/.test(asText(value) ?? HOLE) || value === undefined;
}

function isConstant(value: Value | undefined): boolean {
  const content = asText(value);
  return value === undefined || (content !== undefined && !content.includes('{…}'));
}
