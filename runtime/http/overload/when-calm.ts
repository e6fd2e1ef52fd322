import { setTimeout as delay } from 'node:timers/promises';
import type { Overload } from './overload.ts';

/** The longest that a piece of a stream or a file waits, so that it comes to its end however long others keep the process busy. */
const mostMs = 1_000;
const lookEveryMs = 50;

/** Returns what streams and files wait for before each piece: that less is offered than can be done in time, or that they have waited for a second. Their senders wait meanwhile, since nothing is read of what they send. */
export function createWhenCalm(overload: Pick<Overload, 'isOffered'>): () => Promise<void> {
  return async () => {
    for (let waitedMs = 0; waitedMs < mostMs && overload.isOffered(); waitedMs += lookEveryMs) await delay(lookEveryMs);
  };
}
