import assert from 'node:assert/strict';
import { ask } from './shop.ts';
import { waitFor } from './wait-for.ts';

/**
 * Makes an item of a catalog by POST, and resolves once it can be read. On a slow or busy machine the projection takes longer than the
 * write waits for it, which is then answered as pending (202): that is no failure, and no test may take it for one.
 */
export async function createItem(
  url: string,
  token: string,
  item: { productId: string; name: string; category: string; price: number },
): Promise<void> {
  const catalog = `${url}/api/v1/catalog`;
  const { status, body } = await ask(catalog, { token, body: item });
  if (status === 201) return;
  assert.deepEqual([status, body.meta?.pending], [202, true], JSON.stringify(body));
  await waitFor(
    async () => (await ask(`${catalog}/${encodeURIComponent(item.productId)}`, { token })).status === 200,
    () => `item ${item.productId}, whose write was pending`,
  );
}
