import type { CatalogItem } from '../catalog-item.ts';
import type { Served } from '../serving/recommend.ts';
import type { ShownAnswer } from './shown-answer.ts';

/** What many answers of one way of answering are like, and what of the clicks on the answers that were shown they keep. */
export type WayFigures = {
  /** Share of the questions that got at least one product. */
  answered: number;
  /** Share of the answers that were not by the strategy that was asked. */
  fallback: number;
  /** Products an answer, on average. */
  items: number;
  /** Different products in all answers, and as a share of the catalog; null without one. */
  products: number;
  coverage: number | null;
  /** Different categories in an answer, on average. */
  categories: number;
  /** How often the products of the answers had been touched before, on average. */
  popularity: number;
  /** Clicks on products that this answer has too, and what was bought by them in 1/10,000. */
  clicksKept: number;
  revenueKeptE4: bigint;
};

export type Tally = {
  note(served: Served, shown: ShownAnswer, known: Known): void;
  figures(catalogSize: number): WayFigures;
};

/** What is known when a question is asked. */
export type Known = {
  item(productId: string): Pick<CatalogItem, 'category'> | undefined;
  touchesOf(productId: string): number;
};

export function createTally(): Tally {
  const products = new Set<string>();
  let [questions, answered, fallback, items, categories, touches, clicksKept] = [0, 0, 0, 0, 0, 0, 0];
  let revenueKeptE4 = 0n;
  return {
    note(served, { clicks }, { item, touchesOf }) {
      const ids = served.items.map(({ candidate }) => candidate.productId);
      questions += 1;
      answered += ids.length > 0 ? 1 : 0;
      fallback += served.isFallback ? 1 : 0;
      items += ids.length;
      categories += new Set(ids.map((productId) => item(productId)?.category)).size;
      for (const productId of ids) {
        products.add(productId);
        touches += touchesOf(productId);
      }
      for (const [productId, revenueE4] of clicks) {
        if (!ids.includes(productId)) continue;
        clicksKept += 1;
        revenueKeptE4 += revenueE4;
      }
    },
    figures: (catalogSize) => ({
      answered: mean(answered, questions),
      fallback: mean(fallback, questions),
      items: mean(items, questions),
      products: products.size,
      coverage: catalogSize === 0 ? null : products.size / catalogSize,
      categories: mean(categories, questions),
      popularity: mean(touches, items),
      clicksKept,
      revenueKeptE4,
    }),
  };
}

const mean = (sum: number, of: number): number => (of === 0 ? 0 : sum / of);
