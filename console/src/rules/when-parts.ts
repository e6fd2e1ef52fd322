import { freshFilter } from '#console/rules/filter-fields.ts';
import type { When } from '#console/rules/rule.ts';

/** One condition of `when`, by the form that it has. Of `params` there may be several. */
export type WhenPart =
  | 'productId'
  | 'category'
  | 'filter'
  | 'isNew'
  | 'hasBought'
  | 'cartTotal'
  | 'cartContains'
  | 'params';

export const whenWords: Readonly<Record<WhenPart, string>> = {
  productId: 'The viewed product is one of',
  category: 'The viewed product lies in a category',
  filter: 'The viewed product passes a filter',
  isNew: 'The shopper is new, or is known',
  hasBought: 'The shopper has bought in a category',
  cartTotal: 'The cart is worth between',
  cartContains: 'The cart has one of',
  params: 'The page says (context of the question)',
};

/** Which conditions a rule has. */
export function partsOfWhen({ context, user, cart, params }: When): WhenPart[] {
  const has: Record<WhenPart, boolean> = {
    productId: context?.productId !== undefined,
    category: context?.category !== undefined,
    filter: context?.filter !== undefined,
    isNew: user?.isNew !== undefined,
    hasBought: user?.hasBought !== undefined,
    cartTotal: cart?.total !== undefined,
    cartContains: cart?.contains !== undefined,
    params: params !== undefined && params.length > 0,
  };
  return (Object.keys(has) as WhenPart[]).filter((part) => has[part]);
}

/** The conditions with a fresh one of this part. */
export function withPart(when: When, part: WhenPart): When {
  const { context, user, cart, params = [] } = when;
  switch (part) {
    case 'productId':
      return { ...when, context: { ...context, productId: { in: [] } } };
    case 'category':
      return { ...when, context: { ...context, category: { under: '' } } };
    case 'filter':
      return { ...when, context: { ...context, filter: freshFilter() } };
    case 'isNew':
      return { ...when, user: { ...user, isNew: true } };
    case 'hasBought':
      return { ...when, user: { ...user, hasBought: { category: '' } } };
    case 'cartTotal':
      return { ...when, cart: { ...cart, total: { between: [0, 100] } } };
    case 'cartContains':
      return { ...when, cart: { ...cart, contains: [] } };
    case 'params':
      return { ...when, params: [...params, { name: '', in: [] }] };
  }
}

/** The conditions without this part; undefined if none is left, since the rule then always holds. */
export function withoutPart(when: When, part: WhenPart): When | undefined {
  const left: When = {
    context: without(when.context, part),
    user: without(when.user, part),
    cart: without(when.cart, part === 'cartTotal' ? 'total' : part === 'cartContains' ? 'contains' : part),
    params: part === 'params' ? undefined : when.params,
  };
  const given = Object.entries(left).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function without<Group extends object>(group: Group | undefined, name: string): Group | undefined {
  const left = Object.entries(group ?? {}).filter(([key, value]) => key !== name && value !== undefined);
  return left.length === 0 ? undefined : (Object.fromEntries(left) as Group);
}
