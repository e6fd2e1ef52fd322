import type { CatalogBatchReceipt } from '#schemas/http/catalog.ts';
import { askServer } from '../ask-server.ts';
import { RefusedRequest } from '../refused-request.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import type { Sender } from './send-events.ts';

export type ImportItem = {
  productId: string;
  name: string;
  category: string;
  price: number;
  currency?: string;
  imageUrl?: string;
  url?: string;
  description?: string;
  attributes?: Record<string, unknown>;
};

const itemsPerBatch = 500;

/** Creates or replaces items through POST /catalog/batch; returns how many the server refused, and why. */
export async function sendCatalog(
  sender: Sender,
  items: readonly ImportItem[],
  onProgress: (sent: number) => void,
): Promise<{ refused: number; reasons: Refusal[] }> {
  const refusals = createRefusals();
  let refused = 0;
  for (let first = 0; first < items.length; first += itemsPerBatch) {
    const batch = items.slice(first, first + itemsPerBatch);
    const response = await askServer(sender.url, '/api/v1/catalog/batch', {
      method: 'POST',
      headers: { authorization: `Bearer ${sender.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: batch }),
      signal: sender.signal ?? null,
    });
    const text = await response.text();
    if (!response.ok) throw new RefusedRequest(response.status, text);
    const { data } = JSON.parse(text) as { data: CatalogBatchReceipt };
    refused += data.rejected;
    for (const { index, errors } of data.results)
      if (errors !== undefined)
        refusals.add(
          `the server: ${errors.map(({ message }) => message).join(' ')}`,
          `product ${batch[index]?.productId}`,
        );
    onProgress(first + batch.length);
  }
  return { refused, reasons: refusals.list() };
}
