import type { Permittable } from './permits.ts';

/** Why a permit's pattern can match nothing that is ever done, and what was likely meant; undefined where it can. */
export function whyNever(capability: Permittable, pattern: string): string | undefined {
  if (/^\s|\s$/.test(pattern)) return 'it matches nothing: it begins or ends with a space';
  return WHY[capability](pattern);
}

const WHY: Record<Permittable, (pattern: string) => string | undefined> = {
  'file.read': whyNoPath,
  'file.write': whyNoPath,
  'file.delete': whyNoPath,
  'file.permission': whyNoPath,
  'secret.read': whyNoPath,
  'network.connect': whyNoHost,
  'network.listen': whyNoHost,
  'process.spawn': whyNoCommand,
  'environment.read': whyNoVariable,
};

/** Targets are written without `..` and with the short names of the two folders. */
function whyNoPath(pattern: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(pattern)) return 'it matches nothing: it is no path, but a URL';
  if (/(^|\/)\.\.(\/|$)/.test(pattern)) return 'it matches nothing: no target has .. in it; write where it leads';
  if (/.\/\.?(\/|$)/.test(pattern) && !/^\.\/?$/.test(pattern))
    return 'it matches nothing: a path has no empty part and ends in no /; write /** for what is in a folder';
  if (/^\/work(\/|$)/.test(pattern)) return 'it matches nothing: the sample’s own folder is written ./';
  if (/^\/home\/user(\/|$)/.test(pattern)) return 'it matches nothing: the sample’s home is written ~/';
  if (/^~[^/]/.test(pattern)) return 'it matches nothing: ~ is the sample’s own home, and / follows it';
  return undefined;
}

function whyNoHost(pattern: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(pattern))
    return 'it matches nothing: a target is host or host:port, without scheme and path';
  if (/[\s/@]/.test(pattern)) return 'it matches nothing: a target is host or host:port, and nothing else';
  const [host, port] = splitHost(pattern);
  if (port !== undefined && !/^[\d*?]+$/.test(port)) return 'it matches nothing: a port is a number or *';
  if (port !== undefined && Number(port) > 65_535) return 'it matches nothing: ports go up to 65535';
  if (host === '' || /^\.|\.\.|\.$/.test(host)) return 'it matches nothing: a part of the name is empty';
  return undefined;
}

/** A colon is before a port, but for those of an address of IPv6. */
function splitHost(pattern: string): [string, string | undefined] {
  const found = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(pattern);
  return found === null ? [pattern, undefined] : [found[1] ?? '', found[2]];
}

function whyNoCommand(pattern: string): string | undefined {
  return /^-/.test(pattern) ? 'it matches nothing: a command begins with its program' : undefined;
}

function whyNoVariable(pattern: string): string | undefined {
  if (/^[$%]/.test(pattern)) return 'it matches nothing: write the name alone, such as HOME';
  return pattern.includes('=') ? 'it matches nothing: no name of a variable has = in it' : undefined;
}

/** Why a name is none that a module goes by. */
export function whyNoModule(name: string): string | undefined {
  if (/[*?[\]]/.test(name)) return 'it matches nothing: modules are listed by name, without patterns';
  if (/[\s=<>~^!]/.test(name) || /^@[^/]*$/.test(name))
    return 'it matches nothing: it is the name of a module as it is imported, without a version';
  return name.startsWith('.') || name.startsWith('/')
    ? 'it matches nothing: the sample’s own files are always allowed'
    : undefined;
}

/** Why a glob matches no path below the policy's folder. */
export function whyNoGlob(glob: string): string | undefined {
  if (/^\s|\s$/.test(glob)) return 'it matches nothing: it begins or ends with a space';
  if (glob.startsWith('/')) return 'it matches nothing: a glob is relative to the folder of the policy';
  if (/(^|\/)\.\.(\/|$)/.test(glob)) return 'it matches nothing: paths are below the folder of the policy';
  if (glob.startsWith('!')) return 'a glob that begins with ! would match nearly everything: list what is meant';
  if (glob.includes('\\')) return 'it matches nothing: folders are divided by /';
  return glob.endsWith('/') || glob.startsWith('./')
    ? `it matches nothing: write ${glob.replace(/^\.\/+/, '').replace(/\/+$/, '/**')}`
    : undefined;
}
