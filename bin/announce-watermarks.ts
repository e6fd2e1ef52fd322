import { type Message, tellParent } from './child.ts';

/** The reader looks for itself each 100 ms all the same, and its batches gather for longer. */
const gatherMs = 20;
/** Each write of the catalog waits for the processors, and their answer is what it waits for. */
const awaitedTopic = 'catalog';

/**
 * Tells the processors where the log has something new. Places of 20 ms go in one message, since at 400 appends a second a message for
 * each would cost 2 µs an event; a write of the catalog takes what has gathered along at once.
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
