import type { Asking } from './asking.ts';
import { compileFilter, isUnder } from './compile-filter.ts';
import type { Filter, Rule } from './rule.ts';

type Holds = (asking: Asking) => boolean;

/** Whether all that is given holds. What cannot be known of a question does not hold. */
export function compileWhen({ context = {}, user = {}, cart = {}, params = [] }: NonNullable<Rule['when']>): Holds {
  const all: Holds[] = [];
  const { productId, category, filter } = context;
  if (productId !== undefined) {
    const among = new Set(productId.in);
    all.push(({ viewedId }) => viewedId !== null && among.has(viewedId));
  }
  if (category !== undefined) {
    const isBelow = isUnder(category.under);
    all.push(({ viewed }) => viewed !== undefined && isBelow(viewed.category));
  }
  if (filter !== undefined) {
    const test = compileFilter(filter as Filter);
    all.push(({ viewed, nowMs }) => viewed !== undefined && test(viewed, nowMs));
  }
  const { isNew, hasBought } = user;
  if (isNew !== undefined) all.push(({ shopper }) => shopper?.isNew() === isNew);
  if (hasBought !== undefined) {
    const isBelow = isUnder(hasBought.category);
    all.push(({ shopper }) => shopper?.hasBought((item) => isBelow(item.category)) === true);
  }
  const { total, contains } = cart;
  if (total !== undefined) {
    const [low = 0, high = 0] = total.between;
    all.push((asking) => {
      const sum = asking.total();
      return sum !== undefined && sum >= low && sum <= high;
    });
  }
  if (contains !== undefined) {
    const among = new Set(contains);
    all.push((asking) => asking.cart.some((one) => among.has(one)));
  }
  for (const { name, in: values } of params) {
    // In a query every value is a text.
    const among = new Set(values.map(String));
    all.push(({ param }) => {
      const value = param(name);
      return value !== undefined && among.has(String(value));
    });
  }
  return (asking) => all.every((holds) => holds(asking));
}
