import type { Event, Source } from '../event.ts';
import { CAPTURE_LIMITS, type Captured, type CodeLanguage, type Way } from './captured.ts';

/** Code that is about to be kept, before it has its number. */
export interface Piece {
  readonly how: Way;
  readonly language: CodeLanguage;
  readonly by: string;
  readonly code: string;
  readonly pid: number;
  readonly isCut?: boolean;
  readonly path?: string | undefined;
  readonly source?: Source | undefined;
  readonly event?: Event | undefined;
}

/** Shorter than any act. */
const LEAST = 4;

/** What is kept of one run: each code of a line once, within {@link CAPTURE_LIMITS}. */
export class Kept {
  readonly captured: Captured[] = [];
  dropped = 0;
  readonly #seen = new Set<string>();
  readonly #isOwn: (code: string) => boolean;
  #total = 0;

  /** `isOwn` tells the text of the sample's own files, which is inspected as it is. */
  constructor(isOwn: (code: string) => boolean) {
    this.#isOwn = isOwn;
  }

  /** Whether what is kept begins with this. */
  has(beginning: string): boolean {
    return this.captured.some(({ code }) => code.startsWith(beginning));
  }

  add({ how, language, by, code: whole, isCut = false, path, source, event }: Piece): void {
    if (whole.trim().length < LEAST || this.#isOwn(whole)) return;
    const code = whole.slice(0, CAPTURE_LIMITS.length);
    const key = `${language} ${source?.file}:${source?.line} ${code}`;
    if (this.#seen.has(key)) return;
    if (this.captured.length >= CAPTURE_LIMITS.pieces || this.#total + code.length > CAPTURE_LIMITS.total) {
      this.dropped++;
      return;
    }
    this.#seen.add(key);
    this.#total += code.length;
    this.captured.push({
      id: `code:${this.captured.length + 1}`,
      language,
      how,
      by: by.slice(0, 200),
      code,
      ...((isCut || whole.length > code.length) && { truncated: true as const }),
      ...(path !== undefined && { path: path.slice(0, 4_096) }),
      ...(source !== undefined && { source }),
      ...(event !== undefined && { event: event.id }),
      ...(event?.exercised === true && { exercised: true as const }),
    });
  }
}
