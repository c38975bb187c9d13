import { ASSISTANTS, type Assistant } from './assistants.ts';

/** Who stands behind a name and an address, as far as the table of assistants and a policy's own list know; undefined for anybody else. */
export type Identify = (name: string, address: string) => string | undefined;

const LONGEST = 300;

/** @param more names, addresses (`*@agents.example`) and accounts that a policy counts as a model's. */
export function identifier(more: readonly string[] = []): Identify {
  const own = more.map((text) => text.toLowerCase());
  return (name, address) => {
    const [called, mail] = [
      name.slice(0, LONGEST).toLowerCase().trim(),
      address.slice(0, LONGEST).toLowerCase().trim(),
    ];
    const listed = own.find((text) => text === called || fitsAddress(text, mail) || text === accountOf(mail));
    if (listed !== undefined) return `${listed}, by the policy`;
    return ASSISTANTS.find((assistant) => isIt(assistant, called, mail))?.name;
  };
}

/** The assistant that a text names: `Claude Opus 4.8 (1M context)`, `Claude:claude-3-opus`, `aider (gpt-5)`. */
export function assistantCalled(text: string): string | undefined {
  const low = text.slice(0, LONGEST).toLowerCase();
  return ASSISTANTS.find(({ called }) => called.some((name) => startsWithWord(low, name)))?.name;
}

/** The assistant that an account is. */
export function assistantAccount(login: string): string | undefined {
  const account = login
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/^app\//, '')
    .replace(/\[bot\]$/, '');
  return ASSISTANTS.find(({ accounts }) => accounts.includes(account))?.name;
}

function isIt(assistant: Assistant, name: string, address: string): boolean {
  const account = accountOf(address);
  if (account !== undefined && assistant.accounts.includes(account)) return true;
  if (assistant.addresses.some((pattern) => fitsAddress(pattern, address))) return true;
  // Aider adds its name to the person's. A person may be called Devin or Claude: a name alone is theirs, with a model's or a machine's address it is not.
  if (name.endsWith(` (${assistant.called[0]})`)) return true;
  return address === '' && assistant.called.some((called) => startsWithWord(name, called));
}

/** The account of an address that GitHub made up for it: `123+name[bot]@users.noreply.github.com`. */
function accountOf(address: string): string | undefined {
  return /^(?:\d+\+)?([a-z\d._-]+)(?:\[bot\])?@users\.noreply\.github\.com$/.exec(address)?.[1];
}

function fitsAddress(pattern: string, address: string): boolean {
  return pattern.startsWith('*@') ? address.endsWith(pattern.slice(1)) : pattern === address;
}

function startsWithWord(text: string, word: string): boolean {
  return text.startsWith(word) && !/[a-z\d]/.test(text[word.length] ?? ' ');
}
