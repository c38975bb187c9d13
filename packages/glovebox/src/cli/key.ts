import { createInterface } from 'node:readline';
import { GloveboxError } from '../error.ts';
import { personalKeyPath } from '../signing/personal.ts';
import type { Signer } from '../signing/signer.ts';
import { loadSigner } from '../signing/signer.ts';

/**
 * A person's key: the file they name, or else the one that git signs with, or `~/.ssh/id_ed25519`. Its passphrase is that of
 * `GLOVEBOX_KEY_PASSPHRASE`, or is asked for at a terminal.
 */
export async function personalSigner(named: string | undefined): Promise<Signer> {
  const path = await personalKeyPath(named);
  const passphrase = process.env.GLOVEBOX_KEY_PASSPHRASE;
  try {
    return loadSigner(path, passphrase === undefined ? {} : { passphrase });
  } catch (error) {
    if (!(error instanceof GloveboxError) || error.code !== 'key-passphrase') throw error;
    if (passphrase !== undefined || !process.stdin.isTTY) throw error;
    return loadSigner(path, { passphrase: await asked(`Passphrase for ${path}: `) });
  }
}

/** What is typed is not shown. */
function asked(question: string): Promise<string> {
  return new Promise((resolve) => {
    process.stderr.write(question);
    const reader = createInterface({ input: process.stdin, terminal: true });
    (reader as unknown as { _writeToOutput(text: string): void })._writeToOutput = () => {};
    reader.question('', (answer) => {
      reader.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
