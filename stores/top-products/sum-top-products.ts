import type { Database } from '../postgres/database.ts';
import { sumIntoBlocks } from './sum-into-blocks.ts';
import { sumIntoDays } from './sum-into-days.ts';

/**
 * Sums the live rows of top products, so that questions read few of them: what was folded by day, days that are over by blocks of days. No answer changes. May run in several processes at once,
 * and be cut short.
 */
export async function sumTopProducts(database: Database, now = new Date()): Promise<void> {
  await sumIntoDays(database);
  await sumIntoBlocks(database, now);
}
