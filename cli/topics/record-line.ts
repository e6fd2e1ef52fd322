import { uuidOfId } from '#domain/events/identity.ts';
import { decodeCatalogChange, decodeEventsRecord } from '#log/codec.ts';
import type { LogRecord } from '#log/event-log.ts';

/** Returns a record as one line of JSON: its position, and its content or why that cannot be read. */
export function recordLine(topic: string, partition: number, record: LogRecord): string {
  return JSON.stringify(
    {
      topic,
      partition,
      offset: record.offset,
      appendedAt: new Date(record.timestampMs).toISOString(),
      key: record.key,
      ...contentOf(topic, record),
    },
    (_name, value) => (typeof value === 'bigint' ? Number(value) : value),
  );
}

function contentOf(topic: string, record: LogRecord): object {
  if (record.value === null) return { tombstone: true };
  try {
    if (topic === 'catalog') return { change: decodeCatalogChange(record.value) };
    const decoded = decodeEventsRecord(record.value);
    if (decoded.kind === 'shopper_erased') return { erased: decoded.erased };
    if (decoded.kind === 'exposure') {
      const { id, ...exposure } = decoded.exposure;
      return { exposure: { exposureId: uuidOfId(id), ...exposure } };
    }
    const { id, metadata, exposureId, ...event } = decoded.event;
    return {
      event: {
        eventId: uuidOfId(id),
        ...event,
        exposureId: exposureId && uuidOfId(exposureId),
        metadata: metadata === null ? null : JSON.parse(metadata),
      },
    };
  } catch (error) {
    return {
      undecodable: error instanceof Error ? error.message : String(error),
      value: record.value.toString('base64'),
    };
  }
}
