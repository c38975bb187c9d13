import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { GloveboxError } from '../error.ts';
import { loadSample, sampleOfSource } from '../sample/load.ts';
import type { Language, Sample } from '../sample/sample.ts';

/** How editors call the languages. */
const LANGUAGE_OF_EDITOR: Readonly<Record<string, Exclude<Language, 'wasm'>>> = {
  python: 'python',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  shellscript: 'bash',
  bash: 'bash',
  sh: 'bash',
};

export function languageOfEditor(languageId: string): Exclude<Language, 'wasm'> | undefined {
  return LANGUAGE_OF_EDITOR[languageId];
}

/** Path of a document on disk; undefined for one that was never saved or lies elsewhere. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined; // on another machine, or no path of this system's
  }
}

/** Path of a workspace's folder, without a slash at its end. */
export function folderOf(uri: string): string | undefined {
  return pathOf(uri)?.replace(/(?<=.)\/+$/, '');
}

/** The innermost of the folders that a path lies in. */
export function homeOf(path: string, folders: readonly string[]): string | undefined {
  return folders
    .filter((folder) => path.startsWith(folder === '/' ? folder : `${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The sample of a document: with the modules beside it where it is a file, alone where it was never saved. */
export async function sampleOfDocument(document: TextDocument): Promise<Sample | undefined> {
  const language = languageOfEditor(document.languageId);
  if (language === undefined) return undefined;
  const path = pathOf(document.uri);
  if (path !== undefined) {
    try {
      return await loadSample(path, { language });
    } catch (cause) {
      // Not on disk yet, or not as it is in the editor: the text is what is examined.
      if (!(cause instanceof GloveboxError)) throw cause;
    }
  }
  return sampleOfSource(document.getText(), language, path === undefined ? {} : { entry: basename(path) });
}
