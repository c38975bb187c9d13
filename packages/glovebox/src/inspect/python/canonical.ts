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
  'importlib.__import__': '__import__',
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

export function canonical(name: string): string {
  const short = name.endsWith('.__call__') ? name.slice(0, -'.__call__'.length) : name;
  const match = PATTERN.exec(short);
  if (match === null) return short;
  const prefix = PREFIXES[match[0]] ?? '';
  const rest = short.slice(match[0].length);
  // The module of builtins itself keeps its name.
  if (prefix === '') return rest === '' ? 'builtins' : rest.slice(1);
  return prefix + rest;
}
