const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';

/** Public names of the standard library that are texts, as they are on Linux. */
export const CONSTANTS: Readonly<Record<string, string>> = {
  'string.ascii_lowercase': LOWER,
  'string.ascii_uppercase': UPPER,
  'string.ascii_letters': LOWER + UPPER,
  'string.digits': DIGITS,
  'string.hexdigits': `${DIGITS}abcdefABCDEF`,
  'string.octdigits': '01234567',
  'string.punctuation': PUNCTUATION,
  'string.whitespace': WHITESPACE,
  'string.printable': DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE,
  'os.sep': '/',
  'os.path.sep': '/',
  'os.curdir': '.',
  'os.pardir': '..',
  'os.extsep': '.',
  'os.pathsep': ':',
  'os.linesep': '\n',
  'os.devnull': '/dev/null',
  'os.path.devnull': '/dev/null',
  'os.name': 'posix',
  'sys.executable': 'python3',
};
