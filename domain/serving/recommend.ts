import type { TenantConfig } from '../access/tenant.ts';
import type { CatalogItem } from '../catalog-item.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { Scope } from '../scope.ts';
import { recommendCollaborative } from '../strategies/collaborative/recommend-collaborative.ts';
import type { ContentIndex } from '../strategies/content-based/content-index.ts';
import { recommendBoughtTogether } from '../strategies/frequently-bought-together/recommend-bought-together.ts';
import type { Candidate, StrategyName } from '../strategies/strategy.ts';
import type { Trending } from '../strategies/trending/recommend-trending.ts';

/** A question as serving answers it. */
export type ServingQuestion = {
  scope: Scope;
  userId: string | null;
  sessionId: string | null;
  productIds: readonly string[];
  exclude: readonly string[];
  limit: number;
  strategy: StrategyName;
  fill: boolean;
};

/** What serving knows; everything is in memory, shards in partition order. */
export type ServingState = {
  config: TenantConfig;
  shards: readonly ScopeInteractions[];
  item(productId: string): CatalogItem | undefined;
  catalogSize: number;
  /** The newest available items first. */
  newest(limit: number): string[];
  content(): ContentIndex;
  trending(): Trending;
};

export type ServedItem = { candidate: Candidate; filledFrom: StrategyName | null };
export type Served = {
  items: ServedItem[];
  /** As `meta.strategy` says it. */
  strategy: StrategyName | 'content_based_fallback' | 'trending_fallback';
  isFallback: boolean;
  filledFrom: StrategyName | null;
  windowMs: number | null | undefined;
  /** How many candidates each filter took out. */
  filtered: { unavailable: number; seen: number; purchased: number; excluded: number };
};

/** What stands in when a strategy cannot answer; and what fills up. */
const chains: Readonly<Record<StrategyName, readonly StrategyName[]>> = {
  collaborative: ['content_based', 'trending'],
  frequently_bought_together: ['content_based', 'trending'],
  content_based: ['trending'],
  trending: [],
};

/** Candidates asked of a strategy for each item wanted, so that enough remain behind the filters. */
const candidatesPerItem = 6;
const leastCandidates = 60;
const recentItems = 10;
/** Weighted events below which a shopper is too new for collaborative. */
const leastEvents = 5;

/** Answers a question: the strategy or what stands in for it, filters, and filling up. Pure: the same state, the same answer. */
export function recommend(question: ServingQuestion, state: ServingState): Served {
  const user = findShopper(state, question.userId);
  const history = historyOf(question, user);
  const wanted = Math.max(leastCandidates, question.limit * candidatesPerItem);
  const filters = createFilters(question, state, user);
  let windowMs: number | null | undefined;

  const candidatesOf = (strategy: StrategyName): Candidate[] => {
    switch (strategy) {
      case 'collaborative':
        return hasCollaborative(state, user) ? recommendCollaborative(state.shards, history, wanted) : [];
      case 'content_based':
        return state.catalogSize >= state.config.strategies.content_based.minProducts && history.length > 0
          ? state.content().similarTo(history.slice(-recentItems), wanted)
          : [];
      case 'frequently_bought_together':
        return hasOrders(state)
          ? recommendBoughtTogether(
              state.shards,
              question.productIds,
              state.config.strategies.frequently_bought_together.minSupport,
              wanted,
            )
          : [];
      case 'trending': {
        const trending = state.trending();
        windowMs = trending.windowMs;
        return trending.candidates;
      }
    }
  };

  const answerers: StrategyName[] = [question.strategy, ...standIns(question.strategy, user)];
  for (const [place, strategy] of answerers.entries()) {
    const first = filters.keep(candidatesOf(strategy), strategy);
    if (first.length === 0) continue;
    const items: ServedItem[] = first.slice(0, question.limit).map((candidate) => ({ candidate, filledFrom: null }));
    const filledFrom = question.fill ? fillUp(items, question.limit, chains[strategy], candidatesOf, filters) : null;
    const isFallback = place > 0;
    return {
      items,
      strategy: isFallback ? fallbackName(strategy) : strategy,
      isFallback,
      filledFrom,
      windowMs,
      filtered: filters.counts,
    };
  }
  // Nothing has happened yet, or everything was filtered: the newest products, never an empty widget while the catalog has any.
  const newest = state
    .newest(wanted)
    .map((productId, i): Candidate => ({ productId, score: 1 / (i + 1), evidence: { kind: 'newest' } }));
  const items = filters.keep(newest, 'trending').slice(0, question.limit);
  return {
    items: items.map((candidate) => ({ candidate, filledFrom: null })),
    strategy: 'trending_fallback',
    isFallback: true,
    filledFrom: null,
    windowMs,
    filtered: filters.counts,
  };
}

/** A user of too few events asking for collaborative gets what is trending; anybody else the next of the chain. */
function standIns(strategy: StrategyName, user: Shopper | undefined): readonly StrategyName[] {
  return strategy === 'collaborative' && (user?.events ?? 0) < leastEvents ? ['trending'] : chains[strategy];
}

const fallbackName = (strategy: StrategyName): Served['strategy'] =>
  strategy === 'content_based' ? 'content_based_fallback' : 'trending_fallback';

function fillUp(
  items: ServedItem[],
  limit: number,
  chain: readonly StrategyName[],
  candidatesOf: (strategy: StrategyName) => Candidate[],
  filters: Filters,
): StrategyName | null {
  let filledFrom: StrategyName | null = null;
  const floor = items.at(-1)?.candidate.score ?? 1;
  for (const strategy of chain) {
    if (items.length >= limit) break;
    const taken = new Set(items.map(({ candidate }) => candidate.productId));
    const more = filters.keep(candidatesOf(strategy), strategy).filter(({ productId }) => !taken.has(productId));
    const best = more[0]?.score ?? 1;
    for (const candidate of more.slice(0, limit - items.length)) {
      // Scores of two strategies do not compare: what fills up stands below, in its own order.
      items.push({ candidate: { ...candidate, score: (floor * candidate.score) / best / 2 }, filledFrom: strategy });
      filledFrom ??= strategy;
    }
  }
  return filledFrom;
}

/** What serving knows of who asks. */
type Shopper = { shard: ScopeInteractions; slot: number; events: number; weight: number; items: string[] };

function findShopper(state: ServingState, userId: string | null): Shopper | undefined {
  if (userId === null) return undefined;
  for (const shard of state.shards) {
    const slot = shard.shoppers.find(userId);
    if (slot < 0) continue;
    const { shoppers } = shard;
    return {
      shard,
      slot,
      events: shoppers.eventsOf(slot),
      weight: shoppers.weightOf(slot),
      items: namesOf(shard, shoppers.historyOf(slot)),
    };
  }
  return undefined;
}

const namesOf = ({ items }: ScopeInteractions, numbers: Int32Array): string[] =>
  Array.from(numbers, (item) => items.nameOf(item));

/** What the question is about, the most telling last: the shopper's products, those of the session, those of the page. */
function historyOf(question: ServingQuestion, user: Shopper | undefined): string[] {
  let session: string[] = [];
  if (user !== undefined && question.sessionId !== null) {
    const { sessions } = user.shard;
    const number = sessions.find(user.slot, question.sessionId);
    if (number >= 0) session = namesOf(user.shard, sessions.sets.itemsOf(number));
  }
  return [...new Set([...(user?.items ?? []), ...session, ...question.productIds].reverse())].reverse();
}

function hasCollaborative(state: ServingState, user: Shopper | undefined): boolean {
  const { minUsers, minEventsPerUser, minUserWeight } = state.config.strategies.collaborative;
  if (user === undefined || user.events < Math.min(leastEvents, minUserWeight) || user.weight < minUserWeight)
    return false;
  const active = state.shards.reduce((sum, { shoppers }) => sum + shoppers.withEvents(minEventsPerUser), 0);
  return active >= minUsers;
}

function hasOrders(state: ServingState): boolean {
  return (
    state.shards.reduce((sum, { baskets }) => sum + baskets.ordersOfSeveral, 0) >=
    state.config.strategies.frequently_bought_together.minOrders
  );
}

type Filters = {
  keep(candidates: readonly Candidate[], strategy: StrategyName): Candidate[];
  counts: Served['filtered'];
};

function createFilters(question: ServingQuestion, state: ServingState, user: Shopper | undefined): Filters {
  const excluded = new Set([...question.exclude, ...question.productIds]);
  const purchased = new Set(
    state.config.excludePurchased && user !== undefined
      ? namesOf(user.shard, user.shard.shoppers.purchasesOf(user.slot))
      : [],
  );
  const seen = new Set(user?.items);
  const counts = { unavailable: 0, seen: 0, purchased: 0, excluded: 0 };
  return {
    counts,
    keep: (candidates, strategy) =>
      candidates.filter(({ productId }) => {
        const reason =
          state.item(productId)?.available !== true
            ? 'unavailable'
            : excluded.has(productId)
              ? 'excluded'
              : purchased.has(productId)
                ? 'purchased'
                : seen.has(productId) && (strategy === 'collaborative' || strategy === 'content_based')
                  ? 'seen'
                  : null;
        if (reason !== null) counts[reason] += 1;
        return reason === null;
      }),
  };
}
