// What the host is told by whoever starts it: `key=value` arguments.

const GIVEN = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split(/=(.*)/s, 2)));

/** Limits in bytes and numbers, and where things lie. */
export const SETTINGS = {
  memoryBytes: Number(GIVEN.memory ?? 256 * 1024 * 1024),
  diskBytes: Number(GIVEN.disk ?? 64 * 1024 * 1024),
  files: Number(GIVEN.files ?? 10_000),
  descriptors: Number(GIVEN.descriptors ?? 256),
  /** Milliseconds since the epoch that the sample's clock shows at its start; undefined for the machine's own. */
  clock: GIVEN.clock === undefined ? undefined : Number(GIVEN.clock),
  /** Folder of the Pyodide package, ending in a slash. */
  pyodide: `${GIVEN.pyodide ?? ''}/`.replace(/\/+$/, '/'),
  /** The snapshot to start from. */
  snapshot: GIVEN.snapshot ?? '',
  /** Where to write a snapshot, when this is the set-up. */
  makeSnapshot: GIVEN.make,
  /** Whether anybody listens to what the program does. */
  observe: GIVEN.observe !== '0',
  /** The sample's files come with the job, because there is no /work of its own. */
  filesWithJob: GIVEN.given === 'job',
};

/** What a program sees of its environment; the same as in the jail. */
export const ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/home/user',
  USER: 'user',
  LANG: 'C.UTF-8',
  TMPDIR: '/tmp',
  TERM: 'dumb',
};

/** Places that may be written to; the first is where the sample lies and starts. */
export const PLACES = ['/work', '/tmp', '/home/user', '/dev/shm'];
