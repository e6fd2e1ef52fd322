import { findVisit } from '#domain/serving/find-visit.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';

/** Changes with each event of the shopper, or of a visit that is named, that carries a weight; the same text in every process. */
export function actsOf({ shards, nowMs }: ServingState, question: ResolvedQuestion): string {
  const { userId, sessionId } = question;
  const ofVisit = sessionId === null ? '' : String(findVisit(shards, question, nowMs, true)?.total ?? '');
  if (userId === null) return ofVisit;
  for (const { shoppers } of shards) {
    const slot = shoppers.find(userId);
    if (slot >= 0) return `${shoppers.totalOf(slot)}/${shoppers.lastMsOf(slot)}/${ofVisit}`;
  }
  return ofVisit;
}
