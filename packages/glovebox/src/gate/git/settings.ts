/**
 * A repository's own configuration can name programs for git to start: each key that could is answered here, on the command line,
 * which outranks it. The reader's own configuration stays: `safe.directory` may stand nowhere else.
 */
const INERT: readonly (readonly [key: string, value: string])[] = [
  // Asked for changes whenever the index is read.
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.editor', 'false'],
  ['core.askPass', 'false'],
  // Started to reach a remote, as for an object that a partial clone left there.
  ['core.sshCommand', 'false'],
  ['core.gitProxy', 'false'],
  ['core.alternateRefsCommand', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  // `git log` would start what checks a signature.
  ['log.showSignature', 'false'],
  ['gpg.program', 'false'],
  ['gpg.ssh.program', 'false'],
  ['gpg.x509.program', 'false'],
  ['diff.external', 'false'],
  // A bare repository that lies among a change's files is none of ours.
  ['safe.bareRepository', 'explicit'],
  // No file of the repository's decides what is shown, or in what order.
  ['core.attributesFile', '/dev/null'],
  ['diff.orderFile', '/dev/null'],
  ['diff.ignoreSubmodules', 'none'],
  ['diff.noprefix', 'false'],
  ['mailmap.file', '/dev/null'],
  ['submodule.recurse', 'false'],
  ['maintenance.auto', 'false'],
  ['gc.auto', '0'],
];

/** What stands before every subcommand. */
export const HARDENED: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...INERT.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
];

/** Variables that say which repository and index are meant; git sets them for a hook. */
const PLACES = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
];

/** The reader's own settings: configuration that was given by variables, and where git's own programs lie. */
const OWN = /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH)$/;

/**
 * The environment of every git. `GIT_…` variables that could trace to files, start programs or turn to other repositories are
 * left out; those that a hook is given count where the repository is the one we were started in.
 */
export function gitEnvironment(isHere: boolean, around: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(around).filter(
    ([name]) => !name.startsWith('GIT_') || OWN.test(name) || (isHere && PLACES.includes(name)),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'false',
    GIT_ASKPASS: 'false',
    GIT_SSH_COMMAND: 'false',
    GIT_NO_LAZY_FETCH: '1',
    // For a git that does not know the line above: no way of speaking to a remote is allowed.
    GIT_ALLOW_PROTOCOL: 'none',
    // What is examined is what would be pushed, not what `git replace` or a graft shows here in its place.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
  };
}
