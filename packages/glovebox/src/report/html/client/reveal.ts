/** Files that are drawn only as far as they were looked at: a link to a line draws up to it first. */
const files = new Map<number, (line: number) => void>();

export function onReveal(file: number, draw: (line: number) => void): void {
  files.set(file, draw);
}

/** Draws a line of the source, so that a link can lead to it. */
export function reveal(file: number, line: number): void {
  files.get(file)?.(line);
}

/** Draws the line that the address of the page names, and shows it. */
export function revealAddress(): void {
  const [, file, line] = /^#line-(\d+)-(\d+)$/.exec(location.hash) ?? [];
  if (file === undefined || line === undefined) return;
  reveal(Number(file), Number(line));
  document.getElementById(`line-${file}-${line}`)?.scrollIntoView({ block: 'center' });
}
