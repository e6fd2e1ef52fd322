import type { Loss, LostCandidate } from './find-lost.ts';
import type { Served } from './recommend.ts';

/** Of an answer as `explainAnswer` gives it. */
type Explained = { served: Pick<Served, 'items'>; lost: readonly LostCandidate[] };

/** A product that only the later answer has, and the rules that touched it there. */
type Won = { productId: string; strategy: string; rules: readonly string[] };

/** A product that only the earlier answer has, and what took it from the later one; `not_proposed` if no strategy that was asked there proposed it. */
type LostToOther = { productId: string; because: Loss | 'not_proposed'; rule?: string };

/** What another answer to the same question would win and lose, each in the order of the answer that has it. */
export function compareAnswers(before: Explained, after: Explained): { won: Won[]; lost: LostToOther[] } {
  const idsOf = ({ served }: Explained) => served.items.map(({ candidate }) => candidate.productId);
  const had = new Set(idsOf(before));
  const has = new Set(idsOf(after));
  const lostBy = new Map(after.lost.map((one) => [one.productId, one]));
  return {
    won: after.served.items.flatMap(({ candidate: { productId }, strategy, rules = [] }) =>
      had.has(productId) ? [] : [{ productId, strategy, rules }],
    ),
    lost: [...had].flatMap((productId) => {
      if (has.has(productId)) return [];
      const { because = 'not_proposed', rule } = lostBy.get(productId) ?? {};
      return [{ productId, because, ...(rule === undefined ? {} : { rule }) }];
    }),
  };
}
