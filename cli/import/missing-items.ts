import { askServer } from '../ask-server.ts';
import { RefusedRequest } from '../refused-request.ts';
import type { ImportItem } from './send-catalog.ts';
import type { Sender } from './send-events.ts';

const pageSize = 100;

/** Returns the items that the catalog does not have; an item that is there already says more than a placeholder. */
export async function missingItems(sender: Sender, items: readonly ImportItem[]): Promise<ImportItem[]> {
  const known = new Set<string>();
  for (let after = ''; ; ) {
    const response = await askServer(sender.url, `/api/v1/catalog?limit=${pageSize}${after}`, {
      headers: { authorization: `Bearer ${sender.key}` },
      signal: sender.signal ?? null,
    });
    const text = await response.text();
    if (!response.ok) throw new RefusedRequest(response.status, text);
    const { data, meta } = JSON.parse(text) as { data: { productId: string }[]; meta: { next?: string } };
    for (const { productId } of data) known.add(productId);
    if (meta.next === undefined) return items.filter(({ productId }) => !known.has(productId));
    after = `&after=${encodeURIComponent(meta.next)}`;
  }
}
