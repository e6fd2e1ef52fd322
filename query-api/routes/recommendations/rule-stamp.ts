import { dayMs } from '#domain/interactions/purchase-days.ts';
import type { RulesInForce } from '#domain/rules/rules-in-force.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';

/**
 * All that an answer depends on because of the rules in force, beside their version: which of them hold; the day if one of them counts days; what the
 * shopper was shown if one of them goes by that. The same text in every process.
 */
export function ruleStampOf(
  { stamp, purchased, rotate }: RulesInForce,
  { nowMs, shards }: Pick<ServingState, 'nowMs' | 'shards'>,
  userId: string | null,
): string {
  const day = purchased?.afterDays === undefined ? '' : `/${Math.floor(nowMs / dayMs)}`;
  const shown =
    rotate === undefined || userId === null ? '' : `/${shards.map((one) => one.shown.stampOf(userId)).join('')}`;
  return stamp + day + shown;
}
