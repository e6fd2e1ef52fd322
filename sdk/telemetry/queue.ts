import { quietly } from '../quietly.ts';
import { randomText } from '../shopper/random-text.ts';
import type { Stored } from '../shopper/stored.ts';
import { createPause } from './pause.ts';
import type { TrackedEvent } from './tracked-event.ts';

/** What waits, at most; beyond it the oldest goes. */
const maxWaiting = 1_000;
/** As POST /track has it. */
const maxBatch = 100;
/** Events that come together are sent together. */
const gatherMs = 1_000;
/** Browsers refuse to let a request outlive its page beyond 64 KiB, which all such requests share. */
const maxKeptAlive = 60_000;
const beginning = 'queue.';

export type Queue = {
  /** Events wait under the token of their answer, or under '' for none. */
  add(token: string, event: TrackedEvent): void;
  /** Sends what is not on its way, unless the server is left alone just now. `isLast`: whatever is, since the page may be gone soon. */
  flush(isLast?: boolean): void;
  /** Flushes without waiting for the end of a pause: the network is back. */
  resume(): void;
  clear(): void;
};

/**
 * Tells the server what happened, each event until it is answered; what is not answered while the page lives, the next page of this origin sends. So an
 * event may be sent more than once, and counts once, by its time. Each page keeps its own queue: two tabs cannot write over each other.
 */
export function createQueue(
  stored: Stored,
  { url, key, mayTell }: { url: string; key: string; mayTell: () => boolean },
): Queue {
  const name = beginning + randomText();
  const waiting: Record<string, TrackedEvent[]> = {};
  const onTheirWay = new Set<TrackedEvent>();
  /** What a beacon took: nobody tells whether it has arrived, so it is sent again if the page lives on. */
  const handedOver = new Set<TrackedEvent>();
  const pause = createPause();
  let timer = 0;

  const bodyOf = (token: string, events: readonly TrackedEvent[]) =>
    JSON.stringify({ key, token: token || undefined, events });
  const keep = () => {
    const text = JSON.stringify(waiting);
    if (text === '{}') stored.remove(name);
    else stored.write(name, text);
  };
  const drop = (token: string, events: readonly TrackedEvent[]) => {
    const left = (waiting[token] || []).filter((event) => !events.includes(event));
    if (left.length) waiting[token] = left;
    else delete waiting[token];
  };
  const dropOldest = () => {
    const oldest = Object.keys(waiting)[0] || '';
    drop(oldest, waiting[oldest]!.slice(0, 1));
  };
  const schedule = (afterMs = gatherMs) => {
    clearTimeout(timer);
    timer = setTimeout(() => flush(), Math.max(afterMs, pause.leftMs()));
  };

  async function send(token: string, events: readonly TrackedEvent[]): Promise<void> {
    const body = bodyOf(token, events);
    for (const event of events) onTheirWay.add(event);
    const response = await fetch(url, {
      method: 'POST',
      body,
      keepalive: body.length < maxKeptAlive,
      credentials: 'omit',
    }).catch(() => undefined);
    for (const event of events) onTheirWay.delete(event);
    if (pause.after(response)) drop(token, events);
    keep();
    if (waiting[token]) schedule();
  }

  /** A browser that refuses a beacon may take half of it. */
  function beacon(token: string, events: readonly TrackedEvent[]): void {
    if (navigator.sendBeacon(url, bodyOf(token, events))) for (const event of events) handedOver.add(event);
    if (events.length < 2 || handedOver.has(events[0]!)) return;
    const half = events.length >> 1;
    beacon(token, events.slice(0, half));
    beacon(token, events.slice(half));
  }

  function flush(isLast?: boolean): void {
    clearTimeout(timer);
    if (!mayTell()) return;
    keep();
    if (!isLast) {
      if (pause.leftMs() > 0) {
        schedule();
        return;
      }
      handedOver.clear();
    }
    for (const token of Object.keys(waiting)) {
      const events = waiting[token]!.filter((event) => !onTheirWay.has(event) && !handedOver.has(event));
      for (let n = 0; n < events.length; n += maxBatch) (isLast ? beacon : send)(token, events.slice(n, n + maxBatch));
    }
  }

  const queue: Queue = {
    add(token, event) {
      waiting[token] = (waiting[token] || []).concat(event);
      while (Object.values(waiting).flat().length > maxWaiting) dropOldest();
      schedule();
    },
    flush,
    resume() {
      pause.end();
      flush();
    },
    clear() {
      for (const token of Object.keys(waiting)) delete waiting[token];
      for (const left of stored.names(beginning)) stored.remove(left);
    },
  };
  if (mayTell()) {
    const lefts = stored.names(beginning);
    for (const left of lefts)
      quietly(() => {
        const events: typeof waiting = JSON.parse(stored.read(left) || '');
        for (const token of Object.keys(events)) waiting[token] = (waiting[token] || []).concat(events[token]!);
      });
    keep();
    lefts.forEach(stored.remove);
    schedule();
  }
  return queue;
}
