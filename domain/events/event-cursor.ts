/**
 * How far a reader of stored events has come: the next offset of each partition of one log. `log` is the log's number in our tables, where later logs have
 * higher numbers; `tag` (8 hex digits) tells it from a log that has the same number elsewhere.
 */
export type EventCursor = { log: number; tag: string; next: readonly bigint[] };

/** Before the first event of the first log. */
export const beforeAllEvents: EventCursor = { log: 0, tag: '00000000', next: [] };

/** What a reader does next: read these offsets of one log, go on in a later log, or wait for more. */
export type CursorStep =
  | { kind: 'read'; log: number; ranges: readonly OffsetRange[]; end: EventCursor }
  | { kind: 'go_on'; from: EventCursor }
  | { kind: 'wait' };

/** `from` is inclusive, `before` exclusive. */
export type OffsetRange = { partition: number; from: bigint; before: bigint };

const radix = 36;
const maxPartitions = 1_000;
const pattern = /^(0|[1-9]\d{0,4})\.([0-9a-f]{8})((?:\.(?:0|[1-9a-z][0-9a-z]{0,11}))*)$/;

/** Returns the cursor as text: number and tag of the log, then the offsets in base 36, with dots between them. */
export function cursorText({ log, tag, next }: EventCursor): string {
  return [log, tag, ...next.map((offset) => offset.toString(radix))].join('.');
}

/** Reads the text of a cursor; null if it is none. */
export function parseCursor(text: string): EventCursor | null {
  const [, log, tag, offsets] = pattern.exec(text) ?? [];
  if (log === undefined || tag === undefined || offsets === undefined) return null;
  const next = offsets.split('.').slice(1).map(offsetOf);
  return next.length > maxPartitions ? null : { log: Number(log), tag, next };
}

/** Twelve digits in base 36 are below 2^63. */
const offsetOf = (text: string): bigint =>
  [...text].reduce((sum, digit) => sum * BigInt(radix) + BigInt(Number.parseInt(digit, radix)), 0n);

/**
 * Whether the cursor is in one of these logs, or before them all. It may be ahead of what is loaded: where Postgres acknowledges before it syncs, a crash takes
 * the loader back, and the same records get the same positions again.
 */
export function isReachable(cursor: EventCursor, loaded: readonly EventCursor[]): boolean {
  if (cursorText(cursor) === cursorText(beforeAllEvents)) return true;
  return loaded.some(
    ({ log, tag, next }) => log === cursor.log && tag === cursor.tag && next.length === cursor.next.length,
  );
}

/** Returns the next step of a reader. `loaded` says how far each log is loaded, the oldest log first. A step reads no more than `maxRecords` records, of whichever scopes. */
export function nextStep(cursor: EventCursor, loaded: readonly EventCursor[], maxRecords: number): CursorStep {
  const own = loaded.find(({ log }) => log === cursor.log);
  const share = BigInt(Math.max(1, Math.floor(maxRecords / Math.max(1, cursor.next.length))));
  const ranges = cursor.next.flatMap((from, partition): OffsetRange[] => {
    const before = least(own?.next[partition] ?? 0n, from + share);
    return before > from ? [{ partition, from, before }] : [];
  });
  if (ranges.length > 0) {
    const end = ranges.reduce((so, { partition, before }) => movedTo(so, partition, before), cursor);
    return { kind: 'read', log: cursor.log, ranges, end };
  }
  const later = loaded.find(({ log }) => log > cursor.log);
  return later === undefined ? { kind: 'wait' } : { kind: 'go_on', from: { ...later, next: later.next.map(() => 0n) } };
}

/** Returns the cursor with another next offset in one partition. */
export function movedTo(cursor: EventCursor, partition: number, next: bigint): EventCursor {
  return { ...cursor, next: cursor.next.with(partition, next) };
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
