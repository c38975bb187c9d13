/** Hooks of git's that Glovebox can stand in. A closed set. */
export const HOOKS = ['pre-commit', 'pre-push'] as const;
export type HookName = (typeof HOOKS)[number];

/** What a hook hands to the command line, and how to go past it once. */
const RUNS: Record<HookName, { readonly gate: string; readonly past: string }> = {
  'pre-commit': { gate: 'gate --staged', past: 'git commit --no-verify' },
  // Its first argument is the remote's name.
  'pre-push': { gate: 'gate --pre-push "$1"', past: 'git push --no-verify' },
};

/** How a hook of ours is told from any other. */
export const MARK = '# glovebox hook, version 1';

/** Where the hook is kept that was there before. */
export function keptName(hook: HookName): string {
  return `${hook}.before-glovebox`;
}

/**
 * A hook for any shell that names no path of this machine. What was there before runs first and may refuse. Where Glovebox is
 * missing, or fails, the hook refuses: what was not examined is not let through.
 */
export function hookScript(hook: HookName): string {
  const { gate, past } = RUNS[hook];
  // Git tells a push on standard input, which is there once.
  const [before, given] = hook === 'pre-push' ? ['refs=$(cat)\n', `printf '%s\\n' "$refs" | `] : ['', ''];
  return `#!/bin/sh
${MARK}: "glovebox hook install" wrote it, "glovebox hook uninstall" takes it away again.
${before}before=$(dirname -- "$0")/${keptName(hook)}
if [ -x "$before" ]; then
  ${given}"$before" "$@" || exit $?
fi
glovebox=$(command -v glovebox)
# The project's own, unless it came with the commits: those are what is examined.
if [ -z "$glovebox" ] && [ -x node_modules/.bin/glovebox ] && [ -z "$(git ls-files -- node_modules | head -n 1)" ]; then
  glovebox=node_modules/.bin/glovebox
fi
if [ -z "$glovebox" ]; then
  echo 'glovebox: not found, so nothing was examined and nothing goes through. Install it (npm install --save-dev glovebox),' >&2
  echo 'take the hook away (.git/hooks/${hook}), or go past it once: ${past}' >&2
  exit 1
fi
${given}"$glovebox" ${gate} && exit 0
code=$?
echo 'glovebox: refused. To go past it once, knowing what it said: ${past}' >&2
exit "$code"
`;
}
