import { atLeastZero } from '#schemas/http/fields.ts';
import type { Found } from '../found.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { defineStrategy } from '../strategy.ts';
import { countSimilarVisits, explainSession } from './explain-session.ts';
import { learntTerms } from './learnt-terms.ts';
import { type FromVisit, findFromVisit, type SimilarVisits } from './recommend-session.ts';

/** What goes on from this visit, whoever it is: from the first click, and for nobody's visit from the products of the page alone. */
export const session = defineStrategy({
  name: 'session',
  settings: { minVisits: atLeastZero('Other visits that must share a product with this one.', 'Visits needed') },
  defaults: { minVisits: 1 },
  seen: 'keep',
  chain: ['content_based', 'trending'],
  candidates({ shards }, { visit, wanted }, { minVisits }) {
    const found = findFromVisit(shards, visit, minVisits);
    return found === null ? { candidates: [] } : foundAmong(found, wanted);
  },
  explain: ({ shards }, { visit }, _settings, candidates) => explainSession(shards, visit, candidates),
  whyNone({ shards }, { visit }, { minVisits }) {
    if (visit.products.length === 0) return { reason: 'nothing_to_go_by' };
    const has = countSimilarVisits(shards, visit);
    return has < minVisits
      ? { reason: 'below_minimum', setting: 'minVisits', has, needs: minVisits }
      : { reason: 'no_evidence' };
  },
  weights: ({ shards }) => ({
    version: String(learntTerms(shards.map(({ repeats }) => repeats)).version),
    asOfMs: null,
  }),
  reason({ visits, anchorProductId }: SimilarVisits, nameOf) {
    // Nothing but itself speaks for it: it is a product of this very visit.
    if (anchorProductId === null) return { key: 'from_visit', params: {} };
    return { key: 'similar_visits', params: { visits, product: nameOf(anchorProductId) } };
  },
});

const foundAmong = (found: FromVisit, wanted: number): Found<SimilarVisits> => ({
  candidates: found.best(wanted),
  ...(found.isCut && wanted <= mostAskedAtFirst ? { hasMore: true } : {}),
  more: (more) => foundAmong(found, more),
});
