/** Functions of Node so well known that a fragment without its imports still says what it means. */
const MEANT: Readonly<Record<string, string>> = {
  child_process: 'exec execSync execFile execFileSync spawn spawnSync',
  fs: 'readFileSync writeFileSync appendFileSync unlinkSync rmSync rmdirSync readdirSync existsSync createReadStream createWriteStream chmodSync',
};

/** Names that nothing in the file binds, and what is meant by them. */
export const SNIPPET_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(MEANT).flatMap(([module, names]) => names.split(' ').map((name) => [name, `${module}.${name}`])),
);
