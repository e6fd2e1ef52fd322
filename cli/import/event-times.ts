import { parseEventTime } from '#domain/events/event-time.ts';

/** The time of an event in our own spelling or Segment's, ms since 1970; undefined if it has none that can be read. */
export function timeOf({ timestamp }: Record<string, unknown>): number | undefined {
  return typeof timestamp === 'string' ? parseEventTime(timestamp) : undefined;
}

/** The last time of these events that is not ahead of `nowMs`, since one wild time must not move all others; the last of all if all are ahead; null without a time. */
export function lastTimeOf(events: readonly Record<string, unknown>[], nowMs: number): number | null {
  let [last, lastUntilNow] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const event of events) {
    const ms = timeOf(event) ?? Number.NEGATIVE_INFINITY;
    last = Math.max(last, ms);
    if (ms <= nowMs) lastUntilNow = Math.max(lastUntilNow, ms);
  }
  const found = lastUntilNow > Number.NEGATIVE_INFINITY ? lastUntilNow : last;
  return found > Number.NEGATIVE_INFINITY ? found : null;
}
