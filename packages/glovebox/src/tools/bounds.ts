import { availableParallelism } from 'node:os';

/** How much a client may ask for and be told. All are finite: a model calls again and again, and never looks at a bill. */
export const MCP_BOUNDS = {
  /** Calls that examine or run at one time; the others wait in order of arrival. */
  atOnce: Math.max(2, availableParallelism()),
  /** Calls that wait; one more is refused with `busy`. */
  waiting: 256,
  /** Sessions that are open at one time, of one client. */
  sessions: 8,
  /** Sessions that are open at one time, of all clients. */
  sessionsAltogether: 64,
  /** Milliseconds after which a session nobody used is closed. */
  idleMs: 10 * 60_000,
  /** Milliseconds that a session may be there altogether. */
  lifetimeMs: 60 * 60_000,
  /** Reports kept for `get_report`, of one client; the oldest goes first. */
  reports: 50,
  /** Clients whose reports and sessions are kept. */
  clients: 1_000,
  /** Characters of one text that a sample made, such as its standard output. */
  textCharacters: 20_000,
  /** Characters of a whole report. */
  reportCharacters: 200_000,
  /** Items of one list in an answer: findings, sites, events. */
  items: 100,
  /** Files a call may bring, and take. */
  files: 50,
  /** Bytes of one file that is taken out. */
  fileBytes: 1024 * 1024,
  /** Pictures of one answer. */
  pictures: 4,
  /** Pixels that a picture may say it has: whoever decodes it needs four bytes for each. */
  picturePixels: 16_000_000,
  /** Packages a call may have installed. */
  packages: 20,
  /** Bytes of one request over HTTP. */
  requestBytes: 8 * 1024 * 1024,
} as const;
