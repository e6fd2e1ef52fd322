import type { Timeline } from './timeline.ts';

/** The time before which at least this share of the events lies, 0 to 1; events of one time are never parted. */
export function splitTimeOf(timeline: Timeline, share: number): number {
  const place = Math.min(timeline.size - 1, Math.floor(timeline.size * share));
  return timeline.timeAt(place);
}
