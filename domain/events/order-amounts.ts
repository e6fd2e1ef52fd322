import type { ContractError } from '#schemas/contract-errors.ts';
import { maxQuantity } from '#schemas/events/purchase/contract.ts';
import type { Note } from '#schemas/http/notes.ts';
import { amountAdvice, decimalOfPriceE4, type MeantAmount, meantAmountOf, timesE4 } from '../price.ts';
import type { Purchase } from './shop-event.ts';

/** The metadata of a purchase, which has kept its contract. */
export type SentAmounts = { price: number | string; quantity?: number | string; orderId?: string; currency?: string };

/**
 * Reads what was paid for how many pieces. What was weighed (1.85 kg at 3.99) is kept as one piece at what it cost, so that revenue stays exact.
 * What is wrong is added to `errors`, what is kept otherwise than it was sent to `notes`.
 */
export function orderAmountsOf(sent: SentAmounts, errors: ContractError[], notes: Note[]): Purchase {
  const { orderId = null, currency = null, quantity: sentQuantity = 1 } = sent;
  const price = meantAmountOf(sent.price);
  if (price === undefined)
    errors.push({ path: pricePath, message: amountAdvice('metadata.price'), code: 'invalid_price' });
  const quantity = quantityOf(sentQuantity, errors);
  if (price === undefined || quantity === undefined) return { orderId, priceE4: 0n, quantity: 1, currency };
  if (price.isRounded)
    notes.push({ path: pricePath, message: `${sent.price} is kept as ${textOf(price)}.`, code: 'rounded' });
  if (quantity.e4 % 10_000n === 0n && !quantity.isRounded)
    return { orderId, priceE4: price.e4, quantity: Number(quantity.e4 / 10_000n), currency };

  const paid = timesE4(price.e4, quantity.e4);
  notes.push({
    path: quantityPath,
    message: `${sentQuantity} at ${textOf(price)} is kept as 1 at ${textOf(paid)}.`,
    code: 'weighed',
  });
  if ((paid.isRounded || quantity.isRounded) && !price.isRounded)
    notes.push({ path: quantityPath, message: `What was paid is rounded to ${textOf(paid)}.`, code: 'rounded' });
  return { orderId, priceE4: paid.e4, quantity: 1, currency };
}

const pricePath = '/metadata/price';
const quantityPath = '/metadata/quantity';
const maxQuantityE4 = BigInt(maxQuantity) * 10_000n;
const textOf = ({ e4 }: MeantAmount): string => decimalOfPriceE4(e4);

function quantityOf(sent: number | string, errors: ContractError[]): MeantAmount | undefined {
  if (typeof sent === 'number' && Number.isInteger(sent)) return { e4: BigInt(sent) * 10_000n, isRounded: false };
  const quantity = meantAmountOf(sent);
  if (quantity !== undefined && quantity.e4 > 0n && quantity.e4 <= maxQuantityE4) return quantity;
  const message = `Send \`metadata.quantity\` as a plain decimal above 0 and up to ${maxQuantity}, such as 2 or 1.85.`;
  errors.push({ path: quantityPath, message, code: 'invalid_quantity' });
  return undefined;
}
