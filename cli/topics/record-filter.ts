import type { Scope } from '#domain/scope.ts';
import { CodecError, decodeEventsRecord } from '#log/codec.ts';
import type { LogRecord } from '#log/event-log.ts';
import { eventTypeNames } from '#schemas/events/index.ts';

/** What else than an event stands on topic `events`. */
const otherKinds = ['exposure', 'shopper_erased'] as const;

/** What a record of topic `events` may be called. */
export const recordTypes: readonly string[] = [...eventTypeNames, ...otherKinds];

/** What is wanted of a topic; what is null is not asked about. */
export type RecordFilter = {
  scopes: readonly Scope[] | null;
  /** The shopper; on topic `catalog` the product. */
  id: string | null;
  types: readonly string[] | null;
};

/** Returns whether a record is wanted. By its key wherever that is enough, since decoding costs most; one that cannot be decoded is of no type. */
export function createRecordFilter({ scopes, id, types }: RecordFilter): (record: LogRecord) => boolean {
  return ({ key, value }) => {
    const colon = key.indexOf(':');
    if (scopes !== null && !scopes.includes(Number(key.slice(0, colon)))) return false;
    if (id !== null && key.slice(colon + 1) !== id) return false;
    return types === null || (value !== null && types.includes(typeOf(value) ?? ''));
  };
}

function typeOf(value: Buffer): string | undefined {
  try {
    const record = decodeEventsRecord(value);
    return record.kind === 'event' ? record.event.type : record.kind;
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
