import type { Node } from 'jsonc-parser';
import { elementsOf, membersOf, parseJson, stringOf } from './json.ts';
import { EXTRACTION_BOUNDS, type Extraction, malformed, ShellScript } from './part.ts';
import { commandOf } from './words.ts';

/** Settings of editors, containers for development and assistants: opening the folder may run what they name. */
export const COMMANDS_JSON =
  /(^|\/)(\.vscode\/(tasks|launch|mcp)\.json|\.devcontainer(\/[^/]+)?\/devcontainer\.json|\.devcontainer\.json|\.(claude|gemini)\/settings(\.local)?\.json|\.cursor\/(mcp|hooks)\.json|\.mcp\.json)$/;

/** The second line is of an assistant's settings: programs that give it keys and headers. */
const COMMAND_KEYS: ReadonlySet<string> = new Set([
  ...['command', 'runtimeExecutable', 'executable'],
  ...['apiKeyHelper', 'awsAuthRefresh', 'awsCredentialExport', 'otelHeadersHelper'],
]);

/** An argument, or one that says how it is quoted. */
function wordOf(node: Node): string {
  return stringOf(node) ?? stringOf(membersOf(node).get('value')) ?? '';
}

/** Commands wherever they stand: `command` with its `args`, and keys such as `postCreateCommand`. */
export function extractCommands(_path: string, text: string): Extraction {
  const file = parseJson(text.replace(/^\ufeff/, ''), true);
  if (typeof file === 'string') return malformed(file);
  const script = new ShellScript();
  let left: number = EXTRACTION_BOUNDS.values;
  const take = (node: Node, args: readonly string[] = []) => {
    const listed = elementsOf(node).map((one) => stringOf(one) ?? '');
    const command = stringOf(node) ?? (listed.length > 0 ? commandOf(listed) : '');
    script.add([command, ...args.map((arg) => commandOf([arg]))].join(' '), [file.lineOf(node)]);
  };
  const walk = (node: Node, depth: number) => {
    if (left-- <= 0 || depth > EXTRACTION_BOUNDS.depth) {
      left = 0;
      return;
    }
    for (const element of elementsOf(node)) walk(element, depth + 1);
    const members = membersOf(node);
    for (const [key, value] of members) {
      const isCommand = COMMAND_KEYS.has(key) || /[a-z]Command$/.test(key);
      if (isCommand && value.type !== 'object') {
        const args = key === 'command' ? elementsOf(members.get('args')).map(wordOf) : [];
        take(value, args);
      } else if (isCommand) for (const named of membersOf(value).values()) take(named);
      else walk(value, depth + 1);
    }
  };
  walk(file.root, 0);
  return {
    parts: script.isEmpty ? [] : [script.part({ name: 'commands', kind: 'hook', folder: '' })],
    skipped:
      left <= 0
        ? [{ code: 'malformed', reason: 'it has more values than any such file needs', needsReview: true }]
        : [],
    told: [],
  };
}
