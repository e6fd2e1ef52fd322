import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import type { Ranked } from '../neighbours/best-first.ts';
import { bestVoted, scoreVoted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { readInParts } from '../neighbours/read-in-parts.ts';
import { scoreBehind, togetherWith } from '../neighbours/together-with.ts';
import { learntTerms } from './learnt-terms.ts';
import { defaultTerms, kindOf, shareOf } from './repeat-terms.ts';
import { findSimilarVisits, type KeptVisit, prefixItems, voteByVisits } from './similar-visits.ts';
import { voteBeyond } from './visits-beyond.ts';

/**
 * How many other visits voted for a product and have one of this visit's with it: the anchor, null if only the product itself is shared. Where similar visits have few products
 * (`visits-beyond.ts`), the anchor may be one of those.
 */
export type SimilarVisits = { kind: 'similar_visits'; visits: number; anchorProductId: string | null };

/** Votes of one question, and what its own products have beside them; each question clears them first. */
const votes = createSparseSums();
const repeats = createSparseSums();

/** What goes on from a visit. It is to be read before the next question is asked. */
export type FromVisit = {
  /** The best of it, the best first, made as they are read; if more than `mostAskedAtFirst` are wanted, whatever else is in a visit with a product of this one stands behind. */
  best(limit: number): Iterable<Candidate<SimilarVisits>>;
  /** Whether there are visits with a product of this one that have not voted. */
  isCut: boolean;
};

/** What similar visits have, by their similarity and the idf of the product, and what this visit has had. `products`: distinct products of the visit, the last touched at the end; `minVisits`: other visits that must share one of them. Null if there is nothing to go by. */
export function findFromVisit(
  shards: readonly ScopeInteractions[],
  { products, kept }: { products: readonly string[]; kept: KeptVisit | null },
  minVisits: number,
): FromVisit | null {
  if (shards.length === 0 || products.length === 0) return null;
  const joint = jointItemsOf(shards);
  const prefix = products.slice(-prefixItems);
  const visits = findSimilarVisits(shards, joint, prefix, kept);
  if (visits.count < minVisits) return null;
  votes.clear();
  voteByVisits(votes, visits);
  const beyond = voteBeyond(votes, shards, joint, kept);
  repeats.clear();
  const learnt = learntTerms(shards.map((shard) => shard.repeats));
  const terms = learnt.terms[kindOf(visits.count)] ?? defaultTerms;
  const returned = returnsOf(shards, kept);
  for (const [n, productId] of prefix.entries()) {
    const back = prefix.length - 1 - n;
    const number = joint.find(productId);
    if (number >= 0) repeats.add(number, shareOf(terms, back, returned.get(productId) ?? 0));
  }
  const withEvidence = (best: readonly Ranked[]): Candidate<SimilarVisits>[] => {
    const shared = countShared(joint, best, visits);
    const evidence = best.map(({ number, productId }, place) =>
      // With itself a product is in every visit that has it.
      beyond?.names(number) ? null : evidenceOf(shared.mostWith(place, prefix.indexOf(productId)), prefix),
    );
    // Both counts go through the same counters: those of similar visits have been read.
    const sharedBeyond = beyond === null || !evidence.includes(null) ? shared : countShared(joint, best, beyond.visits);
    return best.map(({ productId, score }, place) => ({
      productId,
      score,
      evidence: evidence[place] ?? evidenceOf(sharedBeyond.mostWith(place), beyond?.by ?? prefix),
    }));
  };
  const { isCut } = visits;
  const othersOf = (named: ReadonlySet<string>, least: number) => othersSeenWith(shards, joint, prefix, named, least);
  return {
    isCut,
    best: (limit) =>
      readInParts(
        () => bestVoted(joint, scoreVoted(shards, joint, votes, limit, repeats), limit),
        withEvidence,
        limit,
        limit > mostAskedAtFirst && isCut ? othersOf : undefined,
      ),
  };
}

/** Whatever is in a visit with one of these products, but for them and those that are named, behind a score of `least`; each made when it is read. */
function* othersSeenWith(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  prefix: readonly string[],
  named: ReadonlySet<string>,
  least: number,
): Generator<Candidate<SimilarVisits>> {
  const asked = Int32Array.from(prefix, joint.find);
  const isLeftOut = (number: number) => asked.includes(number) || named.has(joint.nameOf(number));
  const groups = shards.map(({ sessions }) => sessions.sets);
  let mostCount = 0;
  for (const { number, anchor, count } of togetherWith(groups, joint, asked, isLeftOut)) {
    mostCount ||= count;
    const evidence: SimilarVisits = {
      kind: 'similar_visits',
      visits: count,
      anchorProductId: prefix[anchor] ?? null,
    };
    yield { productId: joint.nameOf(number), score: scoreBehind(least, count, mostCount), evidence };
  }
}

const evidenceOf = ({ most, at }: { most: number; at: number }, asked: readonly string[]): SimilarVisits => ({
  kind: 'similar_visits',
  visits: most,
  anchorProductId: asked[at] ?? null,
});

/** How often the shopper came back to a product in this visit. */
function returnsOf(shards: readonly ScopeInteractions[], kept: KeptVisit | null): Map<string, number> {
  const returned = new Map<string, number>();
  const shard = kept === null ? undefined : shards[kept.shard];
  for (const item of shard?.sessions.returnsAt(kept?.slot ?? -1) ?? []) {
    const productId = shard?.items.nameOf(item) ?? '';
    returned.set(productId, (returned.get(productId) ?? 0) + 1);
  }
  return returned;
}
