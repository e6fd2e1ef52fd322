import { maxEarners } from '#console/queries/top-products.ts';
import type { TopProducts } from '#schemas/http/analytics.ts';

/**
 * Returns what the recommendations of these products have led to, by the list of those that led to anything. With `isAtLeast` one of them is not on the list and may have earned something: the list
 * was cut at `maxEarners`.
 */
export function earnedByLost(
  productIds: readonly string[],
  earners: readonly Pick<TopProducts[number], 'productId' | 'revenue'>[],
): { revenue: number; isAtLeast: boolean } {
  const known = productIds.map((id) => earners.find(({ productId }) => productId === id)?.revenue);
  return {
    revenue: known.reduce<number>((sum, revenue) => sum + (revenue ?? 0), 0),
    isAtLeast: earners.length >= maxEarners && known.includes(undefined),
  };
}
