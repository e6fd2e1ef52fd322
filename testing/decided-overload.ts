import type { Overload, Verdict } from '#runtime/http/overload/overload.ts';
import { createUnderWay } from '#runtime/http/overload/under-way.ts';

/** Judges requests as a test has decided, and notes which it was asked about. */
export type DecidedOverload = Overload & {
  verdict: Verdict;
  isRefusing: boolean;
  judged: { tenantId: string; load: string }[];
};

export function createDecidedOverload(verdict: Verdict): DecidedOverload {
  const underWayOf = () => createUnderWay(() => performance.now());
  const decided: DecidedOverload = {
    verdict,
    isRefusing: false,
    judged: [],
    judge(tenantId, load) {
      decided.judged.push({ tenantId, load });
      return decided.verdict;
    },
    isOffered: () => false,
    underWay: { question: underWayOf(), event: underWayOf(), batch: underWayOf() },
    turn: 1,
  };
  return decided;
}
