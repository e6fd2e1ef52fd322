import { type Message, tellParent } from './child.ts';

/** How long announcements gather. A reader looks for itself each second in any case, and its batches gather for longer than this. */
const gatherMs = 20;
/** A request that writes the catalog waits until the processors have read the record, so it is announced at once. */
const awaitedTopic = 'catalog';

/**
 * Tells the processors where the log has new records. The positions of 20 ms go in one message, since at 400 appends a second a message for
 * each would cost 2 µs an event. A write of the catalog sends at once what has gathered.
 */
export function createWatermarkAnnouncer(
  tell: (message: Message) => void = tellParent,
): (topic: string, partition: number) => void {
  let places = new Map<string, { topic: string; partition: number }>();
  const flush = () => {
    if (places.size === 0) return;
    tell({ kind: 'watermarks', places: [...places.values()] });
    places = new Map();
  };
  return (topic, partition) => {
    if (topic === awaitedTopic) setImmediate(flush);
    else if (places.size === 0) setTimeout(flush, gatherMs).unref();
    places.set(`${topic}/${partition}`, { topic, partition });
  };
}
