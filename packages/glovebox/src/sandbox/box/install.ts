import { z } from 'zod';
import { GloveboxError } from '../../error.ts';
import type { Network } from '../backend.ts';
import type { BoxOptions } from './box.ts';
import type { CellResult } from './cell.ts';
import type { BoxFiles } from './files.ts';
import type { CellOptions } from './interpreter.ts';

/** Where the packages of a box come from. */
export interface PackageSource {
  /** Address of a PEP 503 index or an npm registry; the language's public one without it. */
  readonly index?: string;
  /** Lets what packages bring to build themselves run: `setup.py`, npm's install scripts. `false` takes what is built and runs nothing. */
  readonly build?: boolean;
}

/** A package that is there now. Hostile text: the index and the package chose it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly url?: string;
  /** `sha256=…` or `sha512-…` of what was fetched, as pip or npm held it against the index. */
  readonly hash?: string;
}

/** What an installation of packages did. */
export interface Installed {
  /** Whether pip or npm came to its end without an error. */
  readonly ok: boolean;
  /** pip: what this call brought. npm: everything in the box's `package-lock.json`. */
  readonly packages: readonly InstalledPackage[];
  /** What it printed, and was seen doing. */
  readonly cell: CellResult;
}

export type InstallOptions = Pick<CellOptions, 'timeoutMs' | 'signal' | 'onOutput'>;

export type Manager = 'pip' | 'npm';

/**
 * Installs into the box's own folders. Throws `usage` where the network does not lead to the index, or for what names no package, and
 * `interpreter-missing` where the box has no pip or npm.
 */
export type Install = (packages: readonly string[], options?: InstallOptions) => Promise<Installed>;

/** What installs packages, by the language of a box. */
export const MANAGERS: Record<BoxOptions['language'], Manager> = {
  python: 'pip',
  bash: 'pip',
  javascript: 'npm',
  typescript: 'npm',
};
const PUBLIC: Record<Manager, { index: string; hosts: readonly string[] }> = {
  pip: { index: 'https://pypi.org/simple', hosts: ['pypi.org', 'files.pythonhosted.org'] },
  npm: { index: 'https://registry.npmjs.org', hosts: ['registry.npmjs.org'] },
};
const SPEC = /^[A-Za-z0-9@][^\x00-\x1f\x7f]{0,499}$/;
const MOST_PACKAGES = 100;
const REQUIREMENTS = '/tmp/.glovebox-requirements.txt';
const REPORT = '/tmp/.glovebox-installed.json';
const LOCK = '/work/package-lock.json';
const MOST_TOLD = 8 * 1024 * 1024;

/** A box as an installation needs it. */
interface Inside {
  readonly language: BoxOptions['language'];
  readonly network: Network | undefined;
  readonly source: PackageSource;
  readonly files: BoxFiles;
  run(code: string, options: CellOptions): Promise<CellResult>;
}

export function createInstall({ language, network, source, files, run }: Inside): Install {
  const manager = MANAGERS[language];
  return async (packages, options = {}) => {
    for (const spec of packages) if (!SPEC.test(spec)) throw noPackage(spec);
    if (packages.length === 0 || packages.length > MOST_PACKAGES) throw noPackage(`a list of ${packages.length}`);
    await demandIndex(manager, network, source);
    if (manager === 'pip') await files.write(REQUIREMENTS, `${packages.join('\n')}\n`);
    const cell = await run(CODE[language](commandOf(manager, packages)), options);
    if (isMissing(language, cell)) throw noManager(manager);
    const ok = !cell.boxEnded && cell.status === 'exited' && statusOf(language, cell) === 0;
    return { ok, packages: ok ? await told(manager, files) : [], cell };
  };
}

/**
 * What pip and npm are told by files in the box, so that `pip install` in a cell does the same as an installation from outside.
 * The sample may say otherwise to them: what holds is the network.
 */
export function settingsOf(language: BoxOptions['language'], { index, build = false }: PackageSource) {
  const manager = MANAGERS[language];
  const url = indexFrom(index ?? PUBLIC[manager].index);
  const pip = [
    '[global]',
    `index-url = ${manager === 'pip' ? url.href : PUBLIC.pip.index}`,
    ...(manager === 'pip' && url.protocol === 'http:' ? [`trusted-host = ${url.host}`] : []),
    'disable-pip-version-check = true',
    'no-cache-dir = true',
    'no-input = true',
    'progress-bar = off',
    'retries = 1',
    'timeout = 15',
    '[install]',
    'user = true',
    'break-system-packages = true',
    'no-warn-script-location = true',
    ...(build ? [] : ['only-binary = :all:']),
    '[uninstall]',
    'break-system-packages = true',
  ];
  const npm = [
    `registry=${manager === 'npm' ? url.href : PUBLIC.npm.index}`,
    `ignore-scripts=${!build}`,
    'audit=false',
    'fund=false',
    'progress=false',
    'update-notifier=false',
    'fetch-retries=1',
    'cache=/tmp/.npm',
  ];
  return [
    { path: '/home/user/.config/pip/pip.conf', content: Buffer.from(`${pip.join('\n')}\n`) },
    { path: '/home/user/.npmrc', content: Buffer.from(`${npm.join('\n')}\n`) },
  ];
}

function indexFrom(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new GloveboxError(
      'usage',
      `${JSON.stringify(text)} is no address of an index`,
      'Give one with http or https.',
    );
  if (url.username === '' && url.password === '') return url;
  throw new GloveboxError(
    'usage',
    `the address of the index at ${url.host} holds credentials, which every cell could read`,
    'Let a mirror without a password stand before it.',
  );
}

function commandOf(manager: Manager, packages: readonly string[]): string[] {
  if (manager === 'npm') return ['npm', 'install', '--prefix', '/work', ...packages];
  return ['python3', '-m', 'pip', 'install', '--report', REPORT, '-r', REQUIREMENTS];
}

/** A cell that runs a program and ends with its status. */
const CODE: Record<BoxOptions['language'], (command: string[]) => string> = {
  python: (command) => `raise SystemExit(__import__("subprocess").call(${JSON.stringify(command)}))`,
  javascript: spawned,
  typescript: spawned,
  bash: (command) => command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '),
};

function spawned([program, ...args]: string[]): string {
  const how = "{ stdio: ['ignore', 'inherit', 'inherit'] }";
  const child = `require('node:child_process').spawn(${JSON.stringify(program)}, ${JSON.stringify(args)}, ${how})`;
  return `await new Promise((done) => ${child}.on('error', () => done(127)).on('close', done))`;
}

function statusOf(language: BoxOptions['language'], { exitCode, value }: CellResult): number | null {
  return MANAGERS[language] === 'npm' ? Number(value ?? Number.NaN) : exitCode;
}

const text = z.string().max(4_000);
const pipReport = z.object({
  install: z
    .array(
      z.object({
        metadata: z.object({ name: text, version: text }),
        download_info: z.object({ url: text.optional(), archive_info: z.object({ hash: text.optional() }).optional() }),
      }),
    )
    .max(1_000),
});
const npmLock = z.object({
  packages: z.record(
    text,
    z.object({ version: text.optional(), resolved: text.optional(), integrity: text.optional() }).loose(),
  ),
});

/** What the package manager wrote down, as far as it can be read: the sample could have written it as well. */
async function told(manager: Manager, files: BoxFiles): Promise<InstalledPackage[]> {
  const content = await files.read(manager === 'pip' ? REPORT : LOCK).catch(() => undefined);
  if (content === undefined || content.length > MOST_TOLD) return [];
  try {
    const written: unknown = JSON.parse(Buffer.from(content).toString('utf8'));
    return manager === 'pip' ? ofPip(written) : ofNpm(written);
  } catch {
    return [];
  }
}

function ofPip(written: unknown): InstalledPackage[] {
  return pipReport.parse(written).install.map(({ metadata, download_info: { url, archive_info } }) => ({
    ...metadata,
    ...(url !== undefined && { url }),
    ...(archive_info?.hash !== undefined && { hash: archive_info.hash }),
  }));
}

function ofNpm(written: unknown): InstalledPackage[] {
  return Object.entries(npmLock.parse(written).packages).flatMap(([path, { version, resolved, integrity }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (name === '' || version === undefined) return [];
    return [
      {
        name,
        version,
        ...(resolved !== undefined && { url: resolved }),
        ...(integrity !== undefined && { hash: integrity }),
      },
    ];
  });
}

/** Nothing is asked of an index that the policy does not lead to: the words of pip would only say that it failed. */
async function demandIndex(manager: Manager, network: Network | undefined, { index }: PackageSource): Promise<void> {
  const urls = index === undefined ? PUBLIC[manager].hosts.map((host) => new URL(`https://${host}`)) : [new URL(index)];
  for (const url of urls) if (!(await leadsTo(network, url))) throw notPermitted(url, urls);
}

async function leadsTo(network: Network | undefined, url: URL): Promise<boolean> {
  if (network === undefined || network.mode === 'deny' || network.mode === 'sinkhole') return false;
  if (network.mode === 'replay') return true; // it answers what was recorded, and says so of the rest
  const [{ permitFrom, permitsOf }, { endpointFrom, names }] = await Promise.all([
    import('../../observe/network/egress/permits.ts'),
    import('../../observe/network/egress/addresses.ts'),
  ]);
  const { hosts = [], addresses = [] } = network;
  const permits = hosts.map(permitFrom).filter((permit) => permit !== undefined);
  const endpoints = [...hosts, ...addresses].map(endpointFrom).filter((endpoint) => endpoint !== undefined);
  const [host, port] = [url.hostname.replace(/^\[|\]$/g, ''), portOf(url)];
  return permitsOf(permits, host).some(({ ports }) => ports.includes(port)) || names(endpoints, host, port);
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
}

function notPermitted(missing: URL, urls: readonly URL[]): GloveboxError {
  const hosts = urls.map((url) => (url.port === '' ? url.hostname : url.host)).join(', ');
  return new GloveboxError(
    'usage',
    `the box may not reach ${missing.host}, where its packages would come from`,
    `Permit it where the box is opened, or in the policy: network: { mode: allow, hosts: [${hosts}] }.`,
  );
}

/** Said by the interpreter inside: at worst a sample keeps itself from having packages. */
function isMissing(language: BoxOptions['language'], cell: CellResult): boolean {
  return statusOf(language, cell) === 127 || /: No module named pip\s*$/.test(cell.stderr);
}

function noManager(manager: Manager): GloveboxError {
  return new GloveboxError(
    'interpreter-missing',
    `there is no ${manager} in the box`,
    `Use the jail on a machine that has ${manager} (Debian: apt-get install ${manager === 'pip' ? 'python3-pip' : 'npm'}); the images of containers and machines hold none.`,
  );
}

function noPackage(spec: string): GloveboxError {
  return new GloveboxError(
    'usage',
    `${JSON.stringify(spec.slice(0, 200))} names no package`,
    `Give 1 to ${MOST_PACKAGES}, as pip or npm knows them: requests==2.32.3.`,
  );
}
