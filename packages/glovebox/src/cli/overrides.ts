import { type OverridesAt, overridesAt } from '../override/discover.ts';
import { neutralize } from '../report/neutralize.ts';
import { writeLog } from './output.ts';

/** What people accepted where a sample lies. Overrides that are found and not obeyed are told on standard error. */
export async function overridesOf(
  path: string,
  { quiet }: { readonly quiet?: true },
): Promise<{ readonly overrides?: OverridesAt }> {
  const { at, ignored } = path === '-' ? { ignored: [] } : await overridesAt(path);
  if (quiet !== true)
    for (const { file, why } of ignored) await writeLog(`glovebox: ${neutralize(file)} is not obeyed: ${why}`);
  return at === undefined ? {} : { overrides: at };
}
