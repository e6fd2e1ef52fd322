import type { Loss, LostCandidate } from './find-lost.ts';
import type { Served } from './recommend.ts';

/** Of an answer as `explainAnswer` gives it. */
type Explained = { served: Pick<Served, 'items'>; lost: readonly LostCandidate[] };

/** A product that only the later answer has, and the rules that touched it there. */
type Won = { productId: string; strategy: string; rules: readonly string[] };

/** A product that only the earlier answer has, and what took it from the later one; `not_proposed` if no strategy that was asked there proposed it. */
type LostToOther = { productId: string; because: Loss | 'not_proposed'; rule?: string };

/** A product that both answers have, at another place; 0 is the first. */
type Moved = { productId: string; from: number; to: number; strategy: string; rules: readonly string[] };

/**
 * What another answer to the same question would win and lose, and what stands elsewhere in it among those that both have: none is moved only because others
 * came or went before it. Each is in the order of the answer that has it, what is moved in that of the later one.
 */
export function compareAnswers(
  before: Explained,
  after: Explained,
): { won: Won[]; lost: LostToOther[]; moved: Moved[] } {
  const idsOf = ({ served }: Explained) => served.items.map(({ candidate }) => candidate.productId);
  const had = new Set(idsOf(before));
  const has = new Set(idsOf(after));
  const places = new Map(idsOf(before).map((productId, place) => [productId, place]));
  const order = [...had].filter((productId) => has.has(productId));
  const orderAfter = idsOf(after).filter((productId) => had.has(productId));
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
    moved: after.served.items.flatMap(({ candidate: { productId }, strategy, rules = [] }, to) => {
      const from = places.get(productId);
      const isElsewhere = order.indexOf(productId) !== orderAfter.indexOf(productId);
      return from === undefined || !isElsewhere ? [] : [{ productId, from, to, strategy, rules }];
    }),
  };
}
