import { type Hook, type HookState, hookStates, installHooks, uninstallHooks } from '../gate/hooks/install.ts';
import { HOOKS, type HookName } from '../gate/hooks/script.ts';
import { renderJson } from '../report/json.ts';
import { neutralize } from '../report/neutralize.ts';
import { EXIT } from './exit.ts';
import type { HookAction, HookOptions } from './hook-options.ts';
import { writeResult } from './output.ts';

type Action = (folder: string, hooks: readonly HookName[]) => Promise<Hook[]>;

const ACTIONS: Record<HookAction, Action> = { install: installHooks, uninstall: uninstallHooks, status: hookStates };

/** `glovebox hook`: git asks Glovebox before a commit, a push, or both. */
export async function hookCommand(action: HookAction, options: HookOptions): Promise<number> {
  const hooks = await ACTIONS[action](options.repository, chosen(options));
  await writeResult(written(hooks, options));
  return EXIT.allow;
}

function written(hooks: readonly Hook[], { format, quiet }: HookOptions): string {
  if (format === 'json') return renderJson({ schema: 'glovebox.hooks/1', hooks });
  return quiet
    ? hooks
        .filter(({ note }) => note !== undefined)
        .map(line)
        .join('')
    : hooks.map(line).join('');
}

/** Both without a word. */
function chosen({ preCommit, prePush }: HookOptions): readonly HookName[] {
  const isChosen: Record<HookName, boolean> = { 'pre-commit': preCommit === true, 'pre-push': prePush === true };
  const named = HOOKS.filter((hook) => isChosen[hook]);
  return named.length === 0 ? HOOKS : named;
}

const STATES: Record<HookState, string> = {
  installed: 'installed',
  absent: 'not installed',
  other: 'not installed, another hook is there',
};

function line({ hook, path, state, keeps, note }: Hook): string {
  const more = [
    neutralize(path),
    ...(keeps === undefined ? [] : [`runs ${neutralize(keeps)} first`]),
    ...(note === undefined ? [] : [note]),
  ];
  return `${hook.padEnd(10)}  ${STATES[state]}  ${more.join('; ')}\n`;
}
