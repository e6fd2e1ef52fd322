import { keepDoing } from '#runtime/keep-doing.ts';
import type { TopicWriter } from './writer.ts';
import type { WriterSettings } from './writer-protocol.ts';

/** The time that appends have between two steps of compaction, so that it never takes all of the thread. */
const pauseMs = 10;

/**
 * What the writing thread does between appends: it rolls segments, drops expired ones, compacts, and takes erased shoppers out, one topic at a time and step by
 * step. A failure is reported, and the work is tried again at the next look.
 */
export function openUpkeep(
  settings: WriterSettings,
  writers: ReadonlyMap<string, TopicWriter>,
  onFailure: (topic: string, error: unknown) => void,
): { close(): void } {
  /** The newest closed segment that a topic had when it was last looked through, and when to look again though there is no newer one, by a clock that never goes back. */
  const seen = new Map<string, { newest: number; againAtMs: number }>();
  let running: { topic: string; newest: number; steps: Generator<void, number> } | null = null;
  let nextStep: NodeJS.Timeout | null = null;
  let isClosed = false;

  const step = () => {
    nextStep = null;
    if (running === null) return;
    const { topic, newest, steps } = running;
    try {
      const { done, value } = steps.next();
      if (done === true) {
        running = null;
        seen.set(topic, { newest, againAtMs: performance.now() + value });
      }
    } catch (error) {
      running = null;
      onFailure(topic, error);
    }
    if (running !== null) nextStep = setTimeout(step, pauseMs);
  };

  const rewriteWhatIsDue = async () => {
    // Loaded only when it is needed: it loads Avro, and most opened logs never rewrite.
    const [{ compactTopic }, { eraseFromTopic }] = await Promise.all([
      import('./compact-topic.ts'),
      import('./erase-from-topic.ts'),
    ]);
    if (isClosed || running !== null) return;
    for (const [topic, writer] of writers) {
      const isCompacted = settings.topics[topic]?.compacted === true;
      // Only topic `events` carries erasures.
      if (!isCompacted && topic !== 'events') continue;
      const closed = writer.closed();
      const known = seen.get(topic);
      const nowMs = Date.now();
      const newest = closed.at(-1);
      if (newest === undefined || (known?.newest === newest && performance.now() < known.againAtMs)) continue;
      const { dir, synchronous, manifest, compaction } = settings;
      const partitions = manifest.topics[topic]?.partitions ?? 0;
      const of = { dir, topic, partitions, synchronous, closed, nowMs };
      const steps = isCompacted
        ? compactTopic({ ...of, settings: compaction })
        : eraseFromTopic({ ...of, minAgeMs: compaction.minAgeMs });
      running = { topic, newest, steps };
      step();
      return;
    }
  };

  const look = () => {
    for (const [topic, writer] of [...writers]) {
      try {
        writer.tidy();
      } catch (error) {
        onFailure(topic, error);
      }
    }
    return running === null ? rewriteWhatIsDue() : undefined;
  };
  const looking = keepDoing(look, {
    everyMs: settings.tidyMs,
    onError: (error) => onFailure('of any name', error),
  });

  return {
    close() {
      isClosed = true;
      void looking.close();
      if (nextStep !== null) clearTimeout(nextStep);
      // Ends the compaction where it is, and closes its files.
      running?.steps.return(0);
      running = null;
    },
  };
}
