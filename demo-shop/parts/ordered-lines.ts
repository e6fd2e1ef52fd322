import type { Cart } from '../cart.ts';
import { type Html, html } from '../html.ts';
import { priceText } from '../price-text.ts';
import type { OrderLine, Product, ShopApi } from '../shop-api.ts';
import { picture } from './product-card.ts';

/** A line of the cart with its product. */
export type FoundLine = { product: Product; quantity: number };

/** Looks up what is in a cart; what the catalog no longer has, or has sold out, is left out. */
export async function findLines(api: ShopApi, cart: Cart): Promise<FoundLine[]> {
  const found = await Promise.all(
    cart.map(async ({ productId, quantity }) => ({ product: await api.product(productId), quantity })),
  );
  return found.flatMap(({ product, quantity }) => (product?.available ? [{ product, quantity }] : []));
}

/** Sums in cents, so that no sum of prices shows the noise of binary fractions. */
export const totalOf = (lines: readonly Pick<OrderLine, 'price' | 'quantity'>[]): number =>
  lines.reduce((cents, { price, quantity }) => cents + Math.round(price * 100) * quantity, 0) / 100;

export const linePrices = (lines: readonly FoundLine[]) =>
  lines.map(({ product: { price }, quantity }) => ({ price, quantity }));

/** What is bought, for reading only. */
export const orderedLines = (lines: readonly (FoundLine & { price: number })[]): Html =>
  html`<ul class="ordered" role="list">${lines.map(
    ({ product, quantity, price }) =>
      html`<li>${picture(product)}<span class="name">${product.name}</span><span class="muted">${quantity} ×</span><span class="price">${priceText(price, product.currency)}</span></li>`,
  )}</ul><p class="total"><span>Total, with delivery</span> <b>${priceText(totalOf(lines), lines[0]?.product.currency)}</b></p>`;
