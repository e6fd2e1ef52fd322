import type { ShopEvent } from '#domain/events/shop-event.ts';
import { eventOf } from './learn.ts';
import { readData } from './read-data.ts';

type Click = { session: string; item: string; timeMs: number };

/** The clicks of one file of RSC15-100k, in their order in time. */
export function readClicks(name: 'train.tsv.gz' | 'test.tsv.gz'): Click[] {
  return readData('rsc15-100k', name)
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([session, , time]) => session !== undefined && Number(time) > 0)
    .map(([session = '', item = '', time]) => ({ session, item, timeMs: Number(time) * 1000 }))
    .sort((a, b) => a.timeMs - b.timeMs);
}

/** As a shop tells it; each session is a shopper of its own. */
export const eventOfClick = ({ session, item, timeMs }: Click): ShopEvent =>
  eventOf('product_clicked', session, item, timeMs);
