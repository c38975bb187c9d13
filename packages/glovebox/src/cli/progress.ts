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
