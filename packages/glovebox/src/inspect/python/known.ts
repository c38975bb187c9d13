import { PYTHON_CALLEES } from './callees.ts';
import { RESULTS } from './results.ts';

let names: ReadonlySet<string> | undefined;

/** Whether a table knows the name, or something that belongs to it. Only files that import by star ask. */
export function isKnown(name: string): boolean {
  names ??= new Set(
    [...PYTHON_CALLEES.keys(), ...Object.keys(RESULTS), ...COMPUTING].flatMap((full) =>
      full.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.')),
    ),
  );
  return names.has(name);
}

/** Names that act on nothing and lead to what does. */
const COMPUTING = [
  'os.environ.get',
  'os.path.join',
  'os.path.expanduser',
  'base64.b64decode',
  'base64.b32decode',
  'base64.b16decode',
  'base64.b85decode',
  'base64.a85decode',
  'base64.urlsafe_b64decode',
  'codecs.decode',
  'binascii.unhexlify',
  'binascii.a2b_base64',
  'zlib.decompress',
  'functools.partial',
  'functools.reduce',
  'operator.attrgetter',
  'operator.methodcaller',
  'pathlib.Path',
  'string.ascii_letters',
  'sys.modules',
];
