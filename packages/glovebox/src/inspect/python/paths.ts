/** As `os.path.join` does: an absolute part starts anew. */
export function joinPath(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (/^[/~]/.test(part) || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');
}
