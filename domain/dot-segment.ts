import type { ContractError } from '#schemas/contract-errors.ts';

/** Refuses `.` and `..` as a product id. No address can name such a product: clients take both for steps of the path and leave them out before they ask, also where they are encoded. */
export function dotSegmentErrors(productId: unknown): ContractError[] {
  if (productId !== '.' && productId !== '..') return [];
  const message = `Give the product another id than \`${productId}\`: no address can name it.`;
  return [{ path: '/productId', message, code: 'dot_segment' }];
}
