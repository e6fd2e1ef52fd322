import { dayMs } from '#domain/interactions/purchase-days.ts';
import type { RulesInForce } from '#domain/rules/rules-in-force.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';

/** All that an answer depends on because of the rules in force, beside their version: which of them hold, and the day if one of them counts days. The same text in every process. */
export function ruleStampOf({ stamp, purchased }: RulesInForce, { nowMs }: Pick<ServingState, 'nowMs'>): string {
  return purchased?.afterDays === undefined ? stamp : `${stamp}/${Math.floor(nowMs / dayMs)}`;
}
