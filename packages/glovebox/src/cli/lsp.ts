import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from '../lsp/server.ts';
import { EXIT } from './exit.ts';

/** `glovebox lsp`: a language server over standard input and output. Ends with its editor. */
export async function lspCommand(): Promise<number> {
  await serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
  return EXIT.allow;
}
