import { createLiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import { createTimeline, type Timeline } from '#domain/evaluation/timeline.ts';
import { weightOf } from '#domain/events/weight.ts';
import type { Scope } from '#domain/scope.ts';
import { decodeCatalogRecord } from '#log/catalog-record.ts';
import { CodecError, decodeEventsRecord } from '#log/codec.ts';
import type { EventLog } from '#log/event-log.ts';
import { readRecords } from '../read-records.ts';

/** What the log holds of one scope: its events, and its catalog as it is now. */
export type Topic = {
  timeline: Timeline;
  catalog: CatalogItem[];
  weightless: number;
  /** Records that cannot be decoded, of any tenant. */
  undecodable: number;
};

/** Reads the events of a scope from topic `events`, in which other tenants have theirs. What was sent twice counts once, and erased shoppers are not in it. */
export async function readTopic(log: EventLog, scope: Scope, onRecord: (done: number) => void): Promise<Topic> {
  const catalog = await readTopicCatalog(log, scope);
  let [undecodable, weightless, done] = [0, 0, 0];
  // Twice: an erasure stands behind what it erases.
  const erasedAt = new Map<string, { partition: number; offset: bigint }>();
  for await (const { partition, record } of readRecords(log, 'events')) {
    onRecord(++done);
    const found = record.value === null ? undefined : decoded(() => decodeEventsRecord(record.value as Buffer));
    if (found?.kind === 'shopper_erased' && found.erased.scope === scope)
      erasedAt.set(found.erased.userId, { partition, offset: record.offset });
  }
  const timeline = createTimeline();
  const ids = new Set<string>();
  for await (const { partition, record } of readRecords(log, 'events')) {
    onRecord(++done);
    if (record.value === null) continue;
    const found = decoded(() => decodeEventsRecord(record.value as Buffer));
    if (found === undefined) undecodable += 1;
    if (found?.kind !== 'event' || found.event.scope !== scope) continue;
    const { event } = found;
    const id = event.id.toString('latin1');
    const erased = erasedAt.get(event.userId);
    if (ids.has(id) || (erased?.partition === partition && record.offset < erased.offset)) continue;
    ids.add(id);
    if (weightOf(event.type) === 0) weightless += 1;
    else timeline.add({ ...event, orderId: event.purchase?.orderId ?? null });
  }
  return { timeline, catalog, weightless, undecodable };
}

/** The products of a scope as topic `catalog` has them now. */
export async function readTopicCatalog(log: EventLog, scope: Scope): Promise<CatalogItem[]> {
  const catalog = createLiveCatalog();
  for await (const { record } of readRecords(log, 'catalog')) {
    const change = decoded(() => decodeCatalogRecord(record));
    if (change?.scope === scope) catalog.apply(change);
  }
  return [...catalog.items(scope)];
}

/** How many records a topic has now. */
export async function countRecords(log: EventLog, topic: string): Promise<number> {
  const { partitions } = await log.describe(topic);
  return partitions.reduce((sum, { low, high }) => sum + Number(high - low), 0);
}

function decoded<Value>(decode: () => Value): Value | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
