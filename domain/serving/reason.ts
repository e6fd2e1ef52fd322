import type { Evidence } from '../strategies/strategy.ts';

const hourMs = 3_600_000;

/** What a shopper reads below an item: true, and naming the actual evidence. */
export function reasonOf(evidence: Evidence, nameOf: (productId: string) => string): string {
  switch (evidence.kind) {
    case 'similar_shoppers': {
      const { neighbours, of, anchorProductId } = evidence;
      const name = anchorProductId === null ? null : nameOf(anchorProductId);
      if (of === 'visits') {
        const visits = neighbours === 1 ? '1 similar visit' : `${neighbours} similar visits`;
        return name === null ? `Chosen in ${visits}` : `Chosen in ${visits} by shoppers interested in ${name}`;
      }
      const shoppers = neighbours === 1 ? '1 shopper' : `${neighbours} shoppers`;
      return name === null ? `Chosen by ${shoppers} like you` : `Chosen by ${shoppers} who liked ${name} too`;
    }
    case 'similar_product':
      return evidence.sharedTerms.length > 0
        ? `Similar to ${nameOf(evidence.anchorProductId)}: ${evidence.sharedTerms.join(', ')}`
        : `${evidence.sameCategory ? 'In the same category as' : 'Similar to'} ${nameOf(evidence.anchorProductId)}`;
    case 'trending':
      return `${evidence.interactions === 1 ? '1 interaction' : `${evidence.interactions} interactions`} ${windowText(evidence.windowMs)}`;
    case 'bought_together':
      return `Bought together with ${nameOf(evidence.anchorProductId)} in ${evidence.orders} of ${evidence.anchorOrders} orders`;
    case 'viewed_together':
      return `Seen together with ${nameOf(evidence.anchorProductId)} in ${evidence.sessions} visits`;
    case 'newest':
      return 'New in the shop';
  }
}

/** `in the last 24 hours`, `in the last 7 days`, `so far`. */
export function windowText(windowMs: number | null): string {
  if (windowMs === null) return 'so far';
  const hours = Math.round(windowMs / hourMs);
  if (hours <= 48) return hours === 1 ? 'in the last hour' : `in the last ${hours} hours`;
  return `in the last ${Math.round(hours / 24)} days`;
}
