/** Names under which the same thing can be reached, and the one that tables know. The longest prefix that fits decides. */
const PREFIXES: Readonly<Record<string, string>> = {
  builtins: '',
  __builtin__: '',
  __builtins__: '',
  posix: 'os',
  nt: 'os',
  posixpath: 'os.path',
  ntpath: 'os.path',
  'io.open': 'open',
  '_io.open': 'open',
  'io.FileIO': 'open',
  'io.open_code': 'open',
  cPickle: 'pickle',
  _pickle: 'pickle',
  'six.moves.cPickle': 'pickle',
  _socket: 'socket',
  'socket.SocketType': 'socket.socket',
  _posixsubprocess: 'subprocess',
  httplib: 'http.client',
  urllib2: 'urllib.request',
  'urllib.urlopen': 'urllib.request.urlopen',
  'urllib.urlretrieve': 'urllib.request.urlretrieve',
  'six.moves.urllib': 'urllib',
  'requests.api': 'requests',
  'requests.sessions.Session': 'requests.Session',
  'requests.session': 'requests.Session',
  'os.environb': 'os.environ',
  'os.getenvb': 'os.getenv',
  'pathlib.PosixPath': 'pathlib.Path',
  'pathlib.WindowsPath': 'pathlib.Path',
  'pathlib.PurePath': 'pathlib.Path',
  'pathlib.PurePosixPath': 'pathlib.Path',
  'multiprocessing.context.Process': 'multiprocessing.Process',
  '_frozen_importlib._gcd_import': 'importlib.import_module',
  'importlib._bootstrap._gcd_import': 'importlib.import_module',
  'importlib.__import__': '__import__',
  'six.moves.builtins': '',
  'future.builtins': '',
  '_io.BytesIO': 'io.BytesIO',
  '_io.StringIO': 'io.StringIO',
  'StringIO.StringIO': 'io.StringIO',
  'cStringIO.StringIO': 'io.StringIO',
  _codecs: 'codecs',
  _operator: 'operator',
  _functools: 'functools',
  _winreg: 'winreg',
  '_thread.start_new': '_thread.start_new_thread',
  thread: '_thread',
  _multiprocessing: 'multiprocessing',
  'pip._vendor.requests': 'requests',
  'botocore.vendored.requests': 'requests',
  'string.maketrans': 'str.maketrans',
  'datetime.datetime.utcnow': 'datetime.datetime.now',
  'ruamel.yaml': 'yaml',
  'torch.serialization.load': 'torch.load',
  'numpy.lib.npyio.load': 'numpy.load',
  'sklearn.externals.joblib': 'joblib',
  'asyncio.subprocess.create_subprocess_exec': 'asyncio.create_subprocess_exec',
  'asyncio.subprocess.create_subprocess_shell': 'asyncio.create_subprocess_shell',
};
const PATTERN = new RegExp(
  `^(${Object.keys(PREFIXES)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll('.', '\\.'))
    .join('|')})(?=\\.|$)`,
);

const MOST_PARTS = 60;

/** Modules that others hold under their own name or with a line before it: `shutil.os`, `random._os`. */
const HELD_MODULE = /^(?!asyncio\.subprocess)[\w.]{1,300}?\._?(os|sys|subprocess|builtins|importlib|posix)(?=\.|$)/;
/** A class is asked for all that are derived from it, from anywhere. */
const ALL_CLASSES =
  /(^(object|type|str|bytes|list|dict|int)|\.__(class|base|bases|mro)__)(\.__\w+__)*\.__subclasses__$/;

export function canonical(name: string): string {
  let short = name;
  for (let times = 0; short.endsWith('.__call__') && times < MOST_PARTS; times++)
    short = short.slice(0, -'.__call__'.length);
  if (short.includes('__')) short = withoutDetours(short);
  const held = HELD_MODULE.exec(short);
  if (held !== null) short = `${held[1]}${short.slice(held[0].length)}`;
  const match = PATTERN.exec(short);
  if (match === null) return short;
  const prefix = PREFIXES[match[0]] ?? '';
  const rest = short.slice(match[0].length);
  // The module of builtins itself keeps its name.
  if (prefix === '') return rest === '' || rest === '.__dict__' ? `builtins${rest}` : rest.slice(1);
  return prefix + rest;
}

/** Every module leads to the builtins, and every builtin function to the module it is in. */
function withoutDetours(name: string): string {
  const builtins = name.lastIndexOf('.__builtins__');
  if (builtins >= 0) return `builtins${name.slice(builtins + '.__builtins__'.length)}`;
  const self = /^[a-z]\w*\.__self__(?=\.|$)/.exec(name);
  if (self !== null) return `builtins${name.slice(self[0].length)}`;
  return ALL_CLASSES.test(name) ? 'object.__subclasses__' : name;
}
