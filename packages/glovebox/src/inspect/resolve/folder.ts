import { HOLE } from './value.ts';

/** A path as it is from where the script was started, after it went to a folder. What is not known of the folder leaves the path as it is. */
export function inFolder(path: string, folder: string | undefined): string {
  if (folder === undefined || folder === '.' || folder === '' || folder.startsWith(HOLE)) return path;
  if (path === '' || /^([/~\-&]|\w+:\/\/|\{…\}|\d$)/.test(path)) return path;
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return path === '.' ? folder : `${base}${path.replace(/^\.\//, '')}`;
}

/** Where `cd` leads from a folder; undefined where that is not known. */
export function entered(place: string | undefined, from: string | undefined): string | undefined {
  if (place === undefined) return '~';
  if (place === '-' || place.startsWith(HOLE)) return undefined;
  if (/^[/~]/.test(place)) return normal(place);
  if (from === undefined || from === '.') return place === '.' ? from : normal(place);
  return normal(`${from}/${place}`);
}

const MOST_PARTS = 100;

/** Without `.`, and without `..` where it is known what it leaves. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/', MOST_PARTS)) {
    const last = parts.at(-1);
    if (part === '..' && last !== undefined && last !== '' && last !== '..' && !last.startsWith('~')) parts.pop();
    else if (part === '..' && last === '') continue;
    else if (part !== '.' && !(part === '' && parts.length > 0)) parts.push(part);
  }
  const whole = parts.join('/');
  return whole === '' ? (path.startsWith('/') ? '/' : '.') : whole;
}
