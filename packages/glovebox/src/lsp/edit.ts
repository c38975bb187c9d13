import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** The one edit that makes one text of another. It stands between characters and between lines, never within one. */
export function editBetween(document: TextDocument, text: string): { readonly range: Range; readonly text: string } {
  const before = document.getText();
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  while (start > 0 && (isWithin(before, start) || isWithin(text, start))) start--;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  while (end > 0 && (isWithin(before, before.length - end) || isWithin(text, text.length - end))) end--;
  return {
    range: { start: document.positionAt(start), end: document.positionAt(before.length - end) },
    text: text.slice(start, text.length - end),
  };
}

/** Whether an offset parts the two halves of a character, or of the end of a line. */
function isWithin(text: string, offset: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}
