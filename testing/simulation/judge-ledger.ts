import type { LogRecord } from '#log/event-log.ts';
import type { Sent } from './sent-events.ts';
import type { Committed, OffsetRow } from './store.ts';

/**
 * Compares what is committed with what was sent. Each acknowledged event must be stored once, at the first of its positions, and folded once, or be a dead letter if it
 * cannot be stored; nothing else may be there; every position must have come to the end. Returns what is wrong, one line each.
 */
export function judgeLedger(
  committed: Committed,
  partitions: readonly (readonly LogRecord[])[],
  acknowledged: ReadonlySet<Sent>,
  sentOf: (record: LogRecord) => Sent,
): string[] {
  const wrong: string[] = [];
  const seen = new Set<Sent>();
  const storable = new Set<string>();
  for (const [partition, records] of partitions.entries()) {
    const row = offsetOf(committed, partition);
    if (row === undefined || row.next !== BigInt(records.length))
      wrong.push(`partition ${partition} stands at ${row?.next} of ${records.length}`);
    for (const record of records) {
      const sent = sentOf(record);
      const isFirst = !seen.has(sent);
      seen.add(sent);
      const at = `${partition}/${record.offset}`;
      const letter = committed.letters.get(`1/${at}`);
      if (sent.isStorable && letter !== undefined) wrong.push(`${at} is a dead letter: ${letter}`);
      if (!sent.isStorable && isFirst && letter === undefined)
        wrong.push(`${at} cannot be stored and is no dead letter`);
      if (!sent.isStorable || sent.id === null || !isFirst) continue;
      storable.add(sent.id);
      const place = committed.events.get(sent.id);
      if (place === undefined) wrong.push(`${at} is not stored`);
      else if (`${place.partition}/${place.offset}` !== at)
        wrong.push(`${at} is stored as if it came from ${place.partition}/${place.offset}`);
      const times = committed.folded.get(sent.id) ?? 0;
      if (times !== 1) wrong.push(`${at} was folded ${times} times`);
    }
  }
  for (const sent of acknowledged) if (!seen.has(sent)) wrong.push(`an acknowledged record is not in the log`);
  for (const id of committed.events.keys()) if (!storable.has(id)) wrong.push(`${id} is stored and was never sent`);
  return wrong;
}

function offsetOf({ offsets }: Committed, partition: number): OffsetRow | undefined {
  return offsets.get(`loader/events/1/${partition}`);
}
