/** Event time may lie this far behind arrival before it is flagged late. */
const lateAfterMs = 24 * 3_600_000;
/** Event time may lie this far ahead of arrival: clocks differ. */
export const maxAheadMs = 5 * 60_000;
/** 2000-01-01T00:00:00Z: what is dated before it is a broken clock, not history. */
const earliestEventMs = 946_684_800_000;

export type Timeliness = 'on_time' | 'late' | 'too_far_ahead' | 'too_old';

/** How an event's time compares to its arrival; `late` is accepted and flagged, the last two are refused. */
export function timelinessOf(timestampMs: number, receivedAtMs: number): Timeliness {
  if (timestampMs > receivedAtMs + maxAheadMs) return 'too_far_ahead';
  if (timestampMs < earliestEventMs) return 'too_old';
  return timestampMs < receivedAtMs - lateAfterMs ? 'late' : 'on_time';
}
