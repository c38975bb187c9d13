import { digestOf } from '../../canonical-json.ts';
import type { TrustedKeys } from '../../signing/trusted.ts';
import { type Refusal, verify } from '../../signing/verify.ts';
import { statementOf } from '../statement.ts';
import { type AuditHead, type AuditLine, auditLineSchema, BEGINNING } from './line.ts';

/** What is wrong with a log. A closed set. */
export const FAULTS = [
  'unreadable',
  'edited',
  'removed',
  'inserted',
  'reordered',
  'back-in-time',
  'foreign-key',
  'revoked-key',
  'expired-key',
  'truncated',
  'headless',
  'head-invalid',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface AuditFault {
  /** Of the log, from 1; absent where it is the head's. */
  readonly line?: number;
  readonly fault: Fault;
  readonly message: string;
}

/** A log as it was read. */
export interface AuditLog {
  /** Up to the first that is not what it should be. */
  readonly lines: readonly AuditLine[];
  readonly faults: readonly AuditFault[];
  /** Number of a last line whose writing was broken off: nothing was recorded, and the next act takes it away. */
  readonly torn?: number;
}

/**
 * Reads a log and tells what was done to it. The head vouches for the lines up to it by their hashes; lines after it, which a
 * process left that was ended between two writes, are believed for their own signatures. With `thorough` every line is.
 */
export function readAudit(
  text: string | undefined,
  head: AuditHead | undefined,
  trusted: TrustedKeys,
  thorough = false,
): AuditLog {
  const { rows, torn } = rowsOf(text ?? '');
  const parsed = rows.map(parse);
  const vouched = thorough ? 0 : (head?.sequence ?? 0);
  const { lines, fault } = follow(parsed, vouched, trusted);
  // Which line it is that was changed, the signatures tell.
  if (fault !== undefined && vouched > 0) return readAudit(text, head, trusted, true);
  const faults = fault === undefined ? faultsOfHead(head, lines, trusted) : [fault];
  return { lines, faults, ...(torn && { torn: rows.length + 1 }) };
}

/** The lines up to the first that is wrong. */
function follow(
  parsed: readonly (AuditLine | undefined)[],
  vouched: number,
  trusted: TrustedKeys,
): { lines: AuditLine[]; fault?: AuditFault } {
  const lines: AuditLine[] = [];
  for (const [index, line] of parsed.entries()) {
    const fault = faultOf(line, lines, parsed, index < vouched ? undefined : trusted);
    if (fault !== undefined || line === undefined)
      return { lines, fault: { line: index + 1, ...(fault ?? UNREADABLE) } };
    lines.push(line);
  }
  return { lines };
}

/** A line is whole once its end is written. */
function rowsOf(text: string): { rows: string[]; torn: boolean } {
  const rows = text.split('\n');
  const rest = rows.pop() ?? '';
  return { rows, torn: rest !== '' };
}

function parse(row: string): AuditLine | undefined {
  try {
    return auditLineSchema.safeParse(JSON.parse(row)).data;
  } catch {
    return undefined;
  }
}

type FaultOfLine = Omit<AuditFault, 'line'>;

const UNREADABLE: FaultOfLine = { fault: 'unreadable', message: 'it is no line of a log' };

/** Without keys only how it hangs together. */
function faultOf(
  line: AuditLine | undefined,
  lines: readonly AuditLine[],
  all: readonly (AuditLine | undefined)[],
  trusted: TrustedKeys | undefined,
): FaultOfLine | undefined {
  if (line === undefined) return UNREADABLE;
  const unsigned = trusted && faultOfSignature(line, trusted);
  if (unsigned !== undefined) return unsigned;
  const before = lines.at(-1);
  if (line.previous !== (before === undefined ? BEGINNING : digestOf(before)) || line.sequence !== lines.length + 1)
    return brokenChain(line, lines.length + 1, all);
  if (before !== undefined && line.at < before.at)
    return { fault: 'back-in-time', message: `it is of ${line.at}, and the line before it of ${before.at}` };
  return undefined;
}

/** What does not follow from the line before it: what was done there, the numbers tell. */
function brokenChain(line: AuditLine, due: number, all: readonly (AuditLine | undefined)[]): FaultOfLine {
  const alike = all.filter((other) => other?.sequence === line.sequence).length;
  if (alike > 1) return { fault: 'inserted', message: `${alike} lines have the number ${line.sequence}` };
  if (line.sequence === due)
    return { fault: 'edited', message: 'the line before it is not the one that it was written after' };
  return all.some((other) => other?.sequence === due)
    ? { fault: 'reordered', message: `it is number ${line.sequence}, and number ${due} stands elsewhere` }
    : { fault: 'removed', message: `it is number ${line.sequence}, and number ${due} is missing before it` };
}

function faultOfSignature(line: AuditLine, trusted: TrustedKeys): FaultOfLine | undefined {
  const found = verify(
    trusted,
    { keyId: line.key, signature: Buffer.from(line.signature, 'base64') },
    statementOf('audit', line),
    { at: new Date(line.at), namespace: 'glovebox-override' },
  );
  if (found.ok)
    return found.principal === line.actor
      ? undefined
      : { fault: 'foreign-key', message: `it names ${line.actor}, and ${found.principal} signed it` };
  return { fault: FAULT_OF_REFUSAL[found.reason], message: found.message };
}

const FAULT_OF_REFUSAL: Record<Refusal, Fault> = {
  'unknown-key': 'foreign-key',
  'bad-signature': 'edited',
  'revoked-key': 'revoked-key',
  'expired-key': 'expired-key',
};

function faultsOfHead(head: AuditHead | undefined, lines: readonly AuditLine[], trusted: TrustedKeys): AuditFault[] {
  if (head === undefined)
    return lines.length === 0
      ? []
      : [{ fault: 'headless', message: 'overrides.yaml has no head that vouches for the log' }];
  const found = verify(
    trusted,
    { keyId: head.key, signature: Buffer.from(head.signature, 'base64') },
    statementOf('audit-head', head),
    { at: new Date(head.at), namespace: 'glovebox-override' },
  );
  if (!found.ok)
    return [{ fault: 'head-invalid', message: `the head in overrides.yaml does not count: ${found.message}` }];
  const last = lines[head.sequence - 1];
  if (last === undefined)
    return [
      {
        fault: 'truncated',
        message: `the log ends with line ${lines.length}, and was signed at line ${head.sequence}`,
      },
    ];
  return digestOf(last) === head.hash
    ? []
    : [{ line: head.sequence, fault: 'edited', message: 'it is not the line that the head was signed for' }];
}
