import type { Dialect } from './dialects.ts';
import type { Extraction } from './part.ts';
import { scalarsOf, textOf, textsOf, valueAt, walkYaml, type YamlFile } from './yaml.ts';

/** Events that strangers cause and that run with the repository's own rights and secrets. */
const STRANGERS_EVENTS = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
];

/** With which rights, and at whose wish, a workflow runs: nothing of it is seen in its scripts. */
export function rightsIn(file: YamlFile, { system }: Dialect): Extraction['told'] {
  if (system !== 'GitHub Actions') return [];
  const messages = new Set<string>();
  const on = valueAt(file.document, file.document.contents, 'on');
  const named = new Set(textsOf(file, on).map(({ text }) => text));
  for (const event of STRANGERS_EVENTS) {
    if (named.has(event) || valueAt(file.document, on, event) !== undefined)
      messages.add(`runs on ${event}, which strangers cause, with the repository’s own rights and secrets`);
  }
  walkYaml(file, (key, value) => {
    if (key !== 'permissions') return undefined;
    if (/^write/.test(textOf(value) ?? '')) messages.add(`runs with permissions: ${textOf(value)?.slice(0, 40)}`);
    for (const [name, right] of scalarsOf(file, value))
      if (right === 'write') messages.add(`runs with the permission ${name.slice(0, 40)}: write`);
    return false;
  });
  return [...messages].map((message) => ({ kind: 'rights', message }));
}
