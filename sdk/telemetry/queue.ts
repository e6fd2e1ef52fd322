import { quietly } from '../quietly.ts';
import { randomText } from '../shopper/random-text.ts';
import type { Stored } from '../shopper/stored.ts';
import type { Clock } from './clock.ts';
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
/** What is 5 minutes ahead of the server's time is refused there; of that time an answer tells the second alone. */
const refusedAheadMs = 301_000;
const beginning = 'queue.';

/** An event, and the token of its answer, or '' for none. */
type Waiting = { token: string; event: TrackedEvent };

export type Queue = {
  /** With the token of its answer, or with '' for none. */
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
  { url, key, mayTell, clock }: { url: string; key: string; mayTell: () => boolean; clock: Clock },
): Queue {
  const name = beginning + randomText();
  /** The oldest first. */
  let waiting: Waiting[] = [];
  const onTheirWay = new Set<Waiting>();
  /** What a beacon took: nobody tells whether it has arrived, so it is sent again if the page lives on. */
  const handedOver = new Set<Waiting>();
  const pause = createPause();
  let timer = 0;

  const bodyOf = (batch: readonly Waiting[]) =>
    JSON.stringify({ key, token: batch[0]!.token || undefined, events: batch.map(({ event }) => event) });
  const keep = () => (waiting.length ? stored.write(name, JSON.stringify(waiting)) : stored.remove(name));
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => flush(), Math.max(gatherMs, pause.leftMs()));
  };

  async function send(batch: readonly Waiting[]): Promise<void> {
    const body = bodyOf(batch);
    for (const one of batch) onTheirWay.add(one);
    const response = await fetch(url, {
      method: 'POST',
      body,
      keepalive: body.length < maxKeptAlive,
      credentials: 'omit',
    }).catch(() => undefined);
    for (const one of batch) onTheirWay.delete(one);
    const answeredMs = response ? Date.parse(response.headers.get('date')!) : Number.NaN;
    clock.hear(answeredMs);
    if (pause.after(response))
      waiting = waiting.filter((one) => {
        if (!batch.includes(one)) return true;
        // Told before the server's time was heard, by a clock that is wrong: it was not stored, so it may have another time.
        const isRefused = Date.parse(one.event.timestamp) > answeredMs + refusedAheadMs;
        if (isRefused) one.event.timestamp = clock.next();
        return isRefused;
      });
    keep();
    if (waiting.length) schedule();
  }

  /** A browser that refuses a beacon may take half of it. */
  function beacon(batch: readonly Waiting[]): void {
    if (navigator.sendBeacon(url, bodyOf(batch))) for (const one of batch) handedOver.add(one);
    else if (batch.length > 1) {
      const half = batch.length >> 1;
      beacon(batch.slice(0, half));
      beacon(batch.slice(half));
    }
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
    let left = waiting.filter((one) => !onTheirWay.has(one) && !handedOver.has(one));
    while (left.length) {
      const batch = left.filter(({ token }) => token === left[0]!.token).slice(0, maxBatch);
      left = left.filter((one) => !batch.includes(one));
      (isLast ? beacon : send)(batch);
    }
  }

  const queue: Queue = {
    add(token, event) {
      waiting = waiting.concat({ token, event }).slice(-maxWaiting);
      schedule();
    },
    flush,
    resume() {
      pause.end();
      flush();
    },
    clear() {
      waiting = [];
      for (const left of stored.names(beginning)) stored.remove(left);
    },
  };
  if (mayTell()) {
    const lefts = stored.names(beginning);
    for (const left of lefts)
      quietly(() => {
        waiting = waiting.concat(JSON.parse(stored.read(left) || ''));
      });
    keep();
    lefts.forEach(stored.remove);
    schedule();
  }
  return queue;
}
