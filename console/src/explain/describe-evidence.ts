import type { Static } from 'typebox';
import { count, percentInText } from '#console/format/numbers.ts';
import { oneOrMany, several } from '#console/format/several.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { ItemExplanation } from '#schemas/http/explanations.ts';

/** `anchorProductId` is of the evidence of some strategies: the product that the reason names. */
export type Evidence = Static<typeof ItemExplanation> & { anchorProductId?: string };

/** What each part of a score is, by its name on the wire. */
const partWords: Readonly<Record<string, string>> = {
  visits: 'similar visits',
  in_visit: 'being in this very visit',
  histories: 'whole histories of shoppers',
  words: 'words',
  category: 'category',
  price: 'price',
  popularity: 'how many have touched it',
  orders: 'similar orders',
  rarity: 'how rare it is',
  frequency: 'how often it was bought',
};

/** The products that an evidence names by their ids. */
export const productsNamedBy = (evidence: Evidence): string[] => [
  ...(evidence.anchors ?? []).map(({ productId }) => productId),
  ...(evidence.pairs ?? []).map(({ anchorProductId }) => anchorProductId),
  ...(evidence.anchorProductId === undefined ? [] : [evidence.anchorProductId]),
];

const score = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });

/** Says what speaks for a product of an answer, a sentence a line: who proposed it, what its score is made of, whose choices these are, and which rules touched it. `nameOf` turns ids into names. */
export function describeEvidence(evidence: Evidence, nameOf: (productId: string) => string): string[] {
  const parts = (evidence.parts ?? []).filter(({ value }) => value !== 0);
  const said: (string | false)[] = [
    `Proposed by: ${strategyText(evidence.strategy)}.`,
    parts.length > 0 &&
      `Its score of ${score(evidence.strategyScore ?? evidence.score)} is ${parts.map(({ name, value }) => `${score(value)} from ${partWords[name] ?? strategyText(name)}`).join(', ')}.`,
    evidence.strategyScore !== undefined &&
      Math.abs(evidence.strategyScore - evidence.score) > 1e-9 &&
      `After rules and other strategies it counts ${score(evidence.score)}.`,
    ...(evidence.neighbours ?? []).filter(({ having }) => having > 0).map(describeNeighbours),
    evidence.sharing !== undefined &&
      `${count(evidence.sharing)} of them ${oneOrMany(evidence.sharing, 'has', 'have')} it together with ${nameOf(evidence.anchorProductId ?? '')}.`,
    (evidence.anchors?.length ?? 0) > 0 &&
      `Like ${(evidence.anchors ?? []).map(({ productId, similarity }) => `${nameOf(productId)} (${score(similarity)})`).join(', ')}; 1 is the same.`,
    ...(evidence.pairs ?? []).map(
      ({ anchorProductId, orders, anchorOrders, confidence, lift }) =>
        `In ${count(orders)} of ${several(anchorOrders, 'order')} with ${nameOf(anchorProductId)}: ${percentInText(confidence)}, ${score(lift)} times as often as by chance.`,
    ),
    (evidence.pairsLeftOut ?? 0) > 0 &&
      `${several(evidence.pairsLeftOut ?? 0, 'other product')} of the cart ${oneOrMany(evidence.pairsLeftOut ?? 0, 'is', 'are')} not told here.`,
    evidence.rules.length > 0 && `Touched by ${evidence.rules.map((rule) => `rule “${rule}”`).join(', ')}.`,
  ];
  return said.filter((one) => one !== false);
}

function describeNeighbours({ of, found, having, similarity }: NonNullable<Evidence['neighbours']>[number]): string {
  const alike =
    similarity === null ? '' : `, alike by ${score(similarity.mean)} in the mean, ${score(similarity.most)} at most`;
  return `${count(having)} of the ${count(found)} most similar ${of} ${oneOrMany(having, 'has', 'have')} it${alike}.`;
}
