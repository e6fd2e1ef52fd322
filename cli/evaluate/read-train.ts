import { createTimeline, type Timeline } from '#domain/evaluation/timeline.ts';
import type { EventType } from '#schemas/events/index.ts';
import type { BadLines } from './bad-lines.ts';
import { parseTime, timeWanted } from './parse-time.ts';
import { readTsv } from './read-tsv.ts';

/** What the lines of a training file are: visits, or whole shoppers. */
export type TrainKind = 'session' | 'user';

/**
 * Reads training data, a line an event: `session TAB item TAB time`, each session a shopper of its own, or `user TAB item TAB time`. With `as` `purchase` the lines of a session are an
 * order, and those of a user at one time.
 */
export async function readTrain(
  file: string,
  kind: TrainKind,
  as: EventType,
  bad: BadLines,
  onEvent: (done: number) => void,
): Promise<Timeline> {
  const timeline = createTimeline(kind === 'user' ? 'of shoppers' : 'as told');
  for await (const { line, text, cells } of readTsv(file)) {
    const [userId = '', productId = '', time = ''] = cells;
    const timestampMs = parseTime(time);
    if (userId === '' || productId === '' || timestampMs === undefined) {
      bad.add(file, line, `wanted is \`${kind} TAB item TAB time\`, the time as ${timeWanted}`, text);
      continue;
    }
    const orderId = as !== 'purchase' ? null : kind === 'session' ? userId : `${userId} ${timestampMs}`;
    timeline.add({
      type: as,
      userId,
      productId,
      timestampMs,
      sessionId: kind === 'session' ? userId : null,
      orderId,
    });
    onEvent(timeline.size);
  }
  return timeline;
}
