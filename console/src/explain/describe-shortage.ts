import { count } from '#console/format/numbers.ts';
import { oneOrMany, several } from '#console/format/several.ts';
import { lossText } from '#console/rules/loss-words.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { Shortage } from '#schemas/http/explanations.ts';

const number = (value = 0) => count(value);

/** Says reasons in their order, each sentence once: of an empty shop an answer and a strategy say the same. */
export const describeShortages = (shortages: readonly Shortage[]): string[] => [
  ...new Set(shortages.map(describeShortage)),
];

/** Says a reason in a sentence. One that a newer API knows is said by its name. */
export function describeShortage(shortage: Shortage): string {
  const who = shortage.strategy !== undefined ? `${strategyText(shortage.strategy)}: ` : '';
  switch (shortage.reason) {
    case 'unknown_shopper':
      return `${who}it needs a shopper, and none is named.`;
    case 'nothing_to_go_by':
      return `${who}nothing was touched or named that it could go by.`;
    case 'no_evidence':
      return `${who}nothing speaks for any product yet.`;
    case 'below_minimum':
      return `${who}${number(shortage.has)} of the ${number(shortage.needs)} that the setting “${shortage.setting}” asks for.`;
    case 'few_candidates':
      return `${who}it has only ${several(shortage.candidates ?? 0, 'candidate')}.`;
    case 'filtered':
      return `${several(shortage.count ?? 0, 'candidate')} ${oneOrMany(shortage.count ?? 0, 'is', 'are')} lost, since each ${lossText(shortage.by ?? '')}.`;
    case 'fill_off':
      return 'Nothing may fill up the rest.';
    case 'held_out':
      return 'The shopper is held out of recommendations.';
    case 'catalog_empty':
      return 'The catalog is empty.';
    default:
      return `${who}${shortage.reason}.`;
  }
}
