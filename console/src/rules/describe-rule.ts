import { several } from '#console/format/several.ts';
import { describeFilter } from '#console/rules/describe-filter.ts';
import type { Filter, Rule, Then, When } from '#console/rules/rule.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** Says what a rule does and when, in one sentence. */
export function describeRule(rule: Rule): string {
  const conditions = rule.when === undefined ? [] : describeWhen(rule.when);
  const does = describeThen(rule.then);
  return conditions.length === 0 ? `${does}.` : `${does}, if ${conditions.join(' and ')}.`;
}

const listed = (ids: readonly string[]) => (ids.length === 0 ? '…' : ids.join(', '));
const filterOf = (then: { filter: unknown }) => describeFilter(then.filter as Filter);
const facetText = (facet: string) => facet.replace(/^attributes\./, '');
const modes = { keep: 'Keeps', demote: 'Moves down', drop: 'Leaves out' } as const;

/** Says what a rule does. */
function describeThen(then: Then): string {
  switch (then.action) {
    case 'pin':
      return `Puts ${listed(then.productIds)} at place ${then.position + 1}${then.force === true ? ', whatever other rules say' : ''}`;
    case 'include':
      return `Shows only products whose ${filterOf(then)}`;
    case 'exclude':
      return `Never shows products whose ${filterOf(then)}`;
    case 'boost':
      return `Multiplies the score by ${then.factor} where ${filterOf(then)}`;
    case 'bury':
      return `Divides the score by ${then.factor} where ${filterOf(then)}`;
    case 'match':
      return `Shows only products with ${then.mode === 'same' ? 'the same' : 'another'} ${facetText(then.facet)} ${then.mode === 'same' ? 'as' : 'than'} the viewed one`;
    case 'limit':
      return `Shows at most ${then.max} of one ${facetText(then.facet)}`;
    case 'priceRange':
      return `Shows prices ${priceText(then)}`;
    case 'diversity':
      return `Spreads products over ${facetText(then.facet)}, with strength ${then.strength}`;
    case 'rotate':
      return `Moves down what was shown in the last ${then.windowMinutes === 1 ? 'minute' : several(then.windowMinutes, 'minute')} and not clicked, with strength ${then.strength}`;
    case 'seen':
      return `${modes[then.mode]} what the shopper has viewed`;
    case 'purchased':
      return `${modes[then.mode]} what the shopper has bought${then.afterDays === undefined ? '' : `, for ${several(then.afterDays, 'day')}`}`;
    case 'strategy':
      return `Asks ${then.blend === undefined ? strategyText(then.strategy ?? '…') : then.blend.map(({ strategy, weight }) => `${strategyText(strategy)} (${weight})`).join(' + ')}`;
    case 'fill':
      return then.strategies.length === 0
        ? 'Leaves a short answer short'
        : `Fills a short answer from ${then.strategies.map(strategyText).join(', then ')}`;
  }
}

function priceText({ min, max, relativeTo }: Extract<Then, { action: 'priceRange' }>): string {
  const unit = relativeTo === undefined ? '' : ` % of the ${relativeTo === 'cart' ? 'cart' : "viewed product's price"}`;
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}${unit}`;
  return min !== undefined ? `from ${min}${unit} on` : `up to ${max ?? '…'}${unit}`;
}

function describeWhen({ context, user, cart, params = [] }: When): string[] {
  const said: (string | false)[] = [
    context?.productId !== undefined && `the viewed product is ${listed(context.productId.in)}`,
    context?.category !== undefined && `the viewed product lies in ${context.category.under || '…'}`,
    context?.filter !== undefined && `of the viewed product ${describeFilter(context.filter as Filter)}`,
    user?.isNew !== undefined && (user.isNew ? 'the shopper is new' : 'the shopper is known'),
    user?.hasBought !== undefined && `the shopper has bought in ${user.hasBought.category || '…'}`,
    cart?.total !== undefined && `the cart is worth ${cart.total.between[0]} to ${cart.total.between[1]}`,
    cart?.contains !== undefined && `the cart has ${listed(cart.contains)}`,
    ...params.map(({ name, in: values }) => `${name || '…'} is ${values.length === 0 ? '…' : values.join(' or ')}`),
  ];
  return said.filter((one) => one !== false);
}
