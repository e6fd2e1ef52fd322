import { atLeastZero } from '#schemas/http/fields.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { defineStrategy } from '../strategy.ts';
import type { SimilarProduct } from './content-index.ts';
import { mostNeighbours } from './find-neighbours.ts';
import { popularityPrior } from './popularity-prior.ts';

/** Products of the history that are asked with: its last ones. */
const recentProducts = 10;

/** Products like those of the history by words, category and price; of products that are alike, those that many have touched. */
export const contentBased = defineStrategy({
  name: 'content_based',
  settings: { minProducts: atLeastZero('Products the catalog must have.', 'Products needed') },
  defaults: { minProducts: 50 },
  seen: 'drop',
  chain: ['trending'],
  candidates({ catalogSize, content, shards }, { history, wanted }, { minProducts }) {
    const isReady = catalogSize >= minProducts && history.length > 0;
    if (!isReady) return { candidates: [], hasMore: false };
    const asked = history.slice(-recentProducts);
    const { count, ...found } = content().findSimilar(asked, wanted, popularityPrior(shards));
    // Of 120 neighbours those may be left out that the question goes by.
    const isCut = wanted <= mostAskedAtFirst && count >= mostNeighbours - recentProducts;
    return { ...found, hasMore: isCut || count >= wanted };
  },
  explain: ({ content, shards }, { history, wanted }, _settings, candidates) =>
    content().explain(history.slice(-recentProducts), wanted, popularityPrior(shards), candidates),
  whyNone({ catalogSize }, { history }, { minProducts }) {
    if (catalogSize < minProducts)
      return { reason: 'below_minimum', setting: 'minProducts', has: catalogSize, needs: minProducts };
    return { reason: history.length === 0 ? 'nothing_to_go_by' : 'no_evidence' };
  },
  reason({ anchorProductId, sharedTerms, sameCategory }: SimilarProduct, nameOf) {
    const product = nameOf(anchorProductId);
    if (sharedTerms.length > 0) return { key: 'similar_words', params: { product, terms: sharedTerms } };
    return { key: sameCategory ? 'same_category' : 'similar_product', params: { product } };
  },
});
