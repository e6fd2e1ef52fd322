import { listProducts } from '#console/queries/catalog.ts';
import type { PreviewQuestion } from '#console/queries/rules.ts';
import { readTopProducts } from '#console/queries/top-products.ts';

/** A question, and what people call it. */
export type NamedQuestion = { name: string; question: PreviewQuestion };

/** How many pages of products are asked for. */
const pages = 3;
export const previewLimit = 8;

/** The questions that this shop gets most: of somebody who is not known, and on the pages of the products that are clicked most, or of the first ones of the catalog where none was. */
export async function usualQuestions(tenantId: string, signal?: AbortSignal): Promise<NamedQuestion[]> {
  const top = (await readTopProducts(tenantId, { by: 'clicks', limit: pages }, signal)).data;
  const products =
    top.length > 0 ? top : (await listProducts(tenantId, { available: true, limit: pages }, signal)).data;
  return [
    { name: 'Somebody who is not known', question: { limit: previewLimit } },
    ...products.map(({ productId, name }) => ({
      name: `On the page of ${name ?? productId}`,
      question: { limit: previewLimit, productId: [productId] },
    })),
  ];
}
