import { uuidOfId } from '#domain/events/identity.ts';
import { decodeCatalogChange, decodeEventsRecord } from '#log/codec.ts';
import type { EventLog, LogRecord } from '#log/event-log.ts';
import { topics } from '#log/topics.ts';
import { readRecords } from './read-records.ts';

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

export async function listTopics(log: EventLog) {
  return Promise.all(
    Object.entries(topics).map(async ([topic, settings]) => {
      const { logId, partitions, retentionMs = settings.retentionMs } = await log.describe(topic);
      return {
        topic,
        logId,
        retentionMs,
        compacted: settings.compacted,
        partitions: partitions.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) })),
      };
    }),
  );
}

/** Returns every record that a topic has now as a line. */
export async function* readTopic(log: EventLog, topic: string): AsyncIterable<string> {
  for await (const { partition, record } of readRecords(log, topic)) yield recordLine(topic, partition, record);
}
