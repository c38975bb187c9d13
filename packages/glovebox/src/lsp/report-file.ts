import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Pages for an editor to open, in a folder that only this user can read and that ends with the server. */
export interface ReportFiles {
  /** URI of the page; the same for each writing of the same name. */
  write(name: string, html: string): string;
  close(): void;
}

export function createReportFiles(): ReportFiles {
  let folder: string | undefined;
  return {
    write(name, html) {
      folder ??= mkdtempSync(join(tmpdir(), 'glovebox-report-'));
      const path = join(folder, `${name.replace(/[^\w.-]/g, '_').slice(-80)}.html`);
      writeFileSync(path, html, { mode: 0o600 });
      return pathToFileURL(path).href;
    },
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}
