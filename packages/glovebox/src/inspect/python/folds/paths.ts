import { asPart, asText, combine, HOLE, text, UNKNOWN, type Value } from '../../resolve/value.ts';
import { joinPath } from '../paths.ts';
import { list } from '../sequences.ts';
import { argumentText, type Fold, type Folds, passOn } from './fold.ts';

function path(about: string | undefined): Value {
  return { kind: 'result', of: 'pathlib.Path', ...(about !== undefined && { about }) };
}

const pathOfReceiver: Fold = ({ receiver }) => path(asText(receiver));
const pathOfArguments: Fold = ({ positional }) => {
  if (positional.length === 0) return path('.');
  const all = combine(positional, (parts) => path(joinPath(parts)));
  return all.kind === 'unknown' ? path(undefined) : all;
};
const joined: Fold = ({ positional }) => combine(positional, (parts) => text(joinPath(parts)));
const below: Fold = ({ receiver, positional }) => list([path(joinPath([asPart(receiver), asPart(positional[0])]))]);
const textOfReceiver: Fold = ({ receiver }) => passOn(receiver ?? UNKNOWN);

const environmentVariable: Fold = ({ positional: [name, otherwise] }) => {
  if (asText(name) === 'HOME' || asText(name) === 'USERPROFILE') return text('~');
  return otherwise === undefined ? undefined : UNKNOWN;
};

/** `$HOME/x` as the shell would read it. */
const expanded: Fold = ({ positional: [value] }) => {
  const content = asText(value);
  return content === undefined ? undefined : text(content.replace(/^\$(HOME\b|\{HOME\})/, '~'));
};

/** The directory of a path, while every part of it is known. */
const directory: Fold = ({ positional: [value] }) => {
  const content = asText(value);
  if (content === undefined) return undefined;
  const cut = content.lastIndexOf('/');
  return text(cut < 0 ? `${content}/..` : content.slice(0, Math.max(1, cut)));
};

const lastPart: Fold = ({ positional: [value] }) => {
  const content = asText(value);
  return content === undefined ? undefined : text(content.slice(content.lastIndexOf('/') + 1));
};

/** Paths: where they lead, not what is there. */
export const PATHS: Folds = {
  'os.path.join': joined,
  'os.path.expanduser': argumentText,
  'os.path.expandvars': expanded,
  'os.path.abspath': argumentText,
  'os.path.realpath': argumentText,
  'os.path.normpath': argumentText,
  'os.path.dirname': directory,
  'os.path.basename': lastPart,
  'os.fspath': argumentText,
  'os.fsencode': argumentText,
  'os.fsdecode': argumentText,
  'os.getenv': environmentVariable,
  'os.environ.get': environmentVariable,
  'tempfile.gettempdir': () => text('/tmp'),
  'tempfile.mkdtemp': () => text(`/tmp/${HOLE}`),
  'tempfile.mktemp': () => text(`/tmp/${HOLE}`),

  'pathlib.Path': pathOfArguments,
  'pathlib.Path.home': () => path('~'),
  'pathlib.Path.cwd': () => path('.'),
  'pathlib.Path.expanduser': pathOfReceiver,
  'pathlib.Path.resolve': pathOfReceiver,
  'pathlib.Path.absolute': pathOfReceiver,
  'pathlib.Path.as_posix': textOfReceiver,
  'pathlib.Path.as_uri': textOfReceiver,
  'pathlib.Path.__str__': textOfReceiver,
  'pathlib.Path.__fspath__': textOfReceiver,
  'pathlib.Path.__truediv__': ({ receiver, positional }) =>
    combine([receiver ?? UNKNOWN, ...positional], (parts) => path(joinPath(parts))),
  'pathlib.Path.joinpath': ({ receiver, positional }) =>
    combine([receiver ?? UNKNOWN, ...positional], (parts) => path(joinPath(parts))),
  'pathlib.Path.with_suffix': ({ receiver }) => path(`${asPart(receiver)}${HOLE}`),
  'pathlib.Path.with_name': ({ receiver, positional }) =>
    path(joinPath([asPart(receiver).replace(/[^/]*$/, '') || '.', asPart(positional[0])])),
  'pathlib.Path.glob': below,
  'pathlib.Path.rglob': below,
  'pathlib.Path.iterdir': ({ receiver }) => list([path(joinPath([asPart(receiver), HOLE]))]),
  'glob.glob': ({ positional: [pattern] }) => list([text(asPart(pattern))]),
  'glob.iglob': ({ positional: [pattern] }) => list([text(asPart(pattern))]),
  'os.listdir': () => list([UNKNOWN]),
};
