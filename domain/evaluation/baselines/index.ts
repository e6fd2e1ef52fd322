import type { Contender, Ranked } from '../contender.ts';
import type { Asked } from '../question.ts';
import type { Seen } from '../strategy-contender.ts';
import { rankByCosine, rankByRules } from './neighbouring.ts';
import { rankByFrequency, rankLastVisit } from './own-past.ts';
import { createPopularity } from './popularity.ts';
import type { VisitBook } from './visit-book.ts';

/**
 * What every strategy has to beat. All of them learn as the models do, and break ties by popularity, then by id:
 * - `popularity`: what was touched most;
 * - `last_visit`: the products of this visit, or else of the shopper's last one, the latest first;
 * - `personal_frequency`: what the shopper touched most, the latest first among equals (P-TopFreq: Li et al., CIKM 2023);
 * - `association_rules`: what is touched most in visits with the last product (AR: Ludewig and Jannach, UMUAI 2018);
 * - `item_knn`: the sum of cosines with the products of the visit, or else with all of the shopper's (Sarwar et al., WWW 2001).
 */
export const baselineNames = [
  'popularity',
  'last_visit',
  'personal_frequency',
  'association_rules',
  'item_knn',
] as const;
export type BaselineName = (typeof baselineNames)[number];

/** Products beyond k, so that ties at its edge are seen. */
const beyond = 3;

/** The baselines of these names, in this order; the book is taught once for all. `seen: 'drop'` leaves out what the shopper has touched, where it leaves anything. */
export function createBaselines(
  book: VisitBook,
  { k, seen, names = baselineNames }: { k: number; seen: Seen; names?: readonly BaselineName[] },
): Contender[] {
  const popularity = createPopularity(book);
  const limit = k * beyond;
  const ranked: Record<BaselineName, (asked: Asked, without: ReadonlySet<string>) => Ranked[]> = {
    popularity: (_, without) => popularity(limit, without),
    last_visit: (asked, without) => rankLastVisit(asked, limit, without),
    personal_frequency: (asked, without) => rankByFrequency(asked, limit, without),
    association_rules: (asked, without) => rankByRules(book, asked, limit, without),
    item_knn: (asked, without) => rankByCosine(book, asked, limit, without),
  };
  return names.map((name) => ({
    name,
    ask: (asked) => ranked[name](asked, new Set(seen === 'drop' ? asked.history() : [])),
  }));
}
