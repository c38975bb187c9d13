/** How far a long command is, on a line that is written over. */
export interface ProgressBar {
  advance(count: number): void;
  /** Takes the line away. */
  end(): void;
}

const WIDTH = 30;
/** Milliseconds between two drawings: a terminal over a slow line must not hold up the work. */
const INTERVAL_MS = 100;

/** A bar for a terminal that can write over a line; for anything else nothing is written. */
export function progressBar(
  stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean },
  total: number,
  quiet: boolean,
): ProgressBar {
  if (stream.isTTY !== true || quiet || process.env.TERM === 'dumb') return { advance() {}, end() {} };
  const started = performance.now();
  let [done, first, drawn] = [0, 0, 0];
  return {
    advance(count) {
      // What is there from an earlier time took no time now, so the estimate begins after it.
      if (done === 0 && count > 1) first = count;
      done += count;
      const now = performance.now();
      if (now - drawn < INTERVAL_MS && done < total) return;
      drawn = now;
      const left = done > first ? ((now - started) / (done - first)) * (total - done) : undefined;
      stream.write(`\r\u001b[2K${line(done, total, left)}`);
    },
    end() {
      stream.write('\r\u001b[2K');
    },
  };
}

function line(done: number, total: number, leftMs: number | undefined): string {
  const filled = total === 0 ? WIDTH : Math.round((done / total) * WIDTH);
  const left = leftMs === undefined ? '' : `  ${Math.ceil(leftMs / 1000)} s left`;
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}${left}`;
}

/** Milliseconds between two lines where nothing can be written over. */
const LINE_INTERVAL_MS = 10_000;

/** How far a command is whose end is known only after a while: a bar on a terminal, a line now and then elsewhere. */
export interface ProgressLog {
  /** @param total undefined while it is not known */
  tell(done: number, total: number | undefined): void;
  end(): void;
}

/** @param what is counted, in words: `programs` */
export function progressLog(
  stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean },
  what: string,
  quiet: boolean,
): ProgressLog {
  if (quiet) return { tell() {}, end() {} };
  const isLine = stream.isTTY === true && process.env.TERM !== 'dumb';
  const started = performance.now();
  let bar: ProgressBar | undefined;
  let [drawn, told] = [started, 0];
  return {
    tell(done, total) {
      const now = performance.now();
      if (isLine && total !== undefined) {
        bar ??= progressBar(stream, total, false);
        bar.advance(done - told);
        told = done;
        return;
      }
      if (now - drawn < (isLine ? INTERVAL_MS : LINE_INTERVAL_MS)) return;
      drawn = now;
      const text = total === undefined ? `${done} ${what} found` : `${done} of ${total} ${what} examined`;
      stream.write(isLine ? `\r\u001b[2K${text}` : `glovebox: ${text}${leftOf(done, total, now - started)}\n`);
    },
    end() {
      if (isLine) stream.write('\r\u001b[2K');
    },
  };
}

function leftOf(done: number, total: number | undefined, passedMs: number): string {
  if (total === undefined || done === 0) return '';
  return `, ${Math.ceil(((passedMs / done) * (total - done)) / 1000)} s left`;
}
