import { inspected } from '../inspect.fixture.ts';
import type { Site } from '../site.ts';

/** Each site of a Python source itself as `capability callee target`; imports by statement and code inside code left out. */
export async function usesInPython(code: string): Promise<string[]> {
  const { sites } = await inspected('python', code);
  return sites.filter((site) => site.inner === undefined && site.capability !== 'code.import').map(shown);
}

/** The same for code inside code, with the callee that is handed it first. */
export async function innerUsesInPython(code: string): Promise<string[]> {
  const { sites } = await inspected('python', code);
  return sites.flatMap((site) => {
    const outer = site.inner?.[0];
    return outer === undefined ? [] : [`${outer.by} > ${shown(site)}`];
  });
}

function shown({ capability, callee, target }: Site): string {
  return [capability, callee, target].filter((part) => part !== undefined).join(' ');
}
