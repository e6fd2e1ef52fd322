import { setTimeout as delay } from 'node:timers/promises';
import { demoCatalog } from '#domain/demo/catalog.ts';
import { demoPlacementId as placementId } from '#domain/demo/placements.ts';
import type { Sender } from '../import/send-events.ts';

type Recommended = { data: { productId: string; price: number }[]; meta: { strategy: string } };

const betweenVisitsMs = 1_500;
const betweenStepsMs = 400;
const shoppers = 4_000;

/** Lets simulated shoppers visit until the signal: each looks at a product, is shown recommendations, and sometimes follows one and buys. */
export async function shopOn(sender: Sender, signal: AbortSignal): Promise<void> {
  const catalog = demoCatalog();
  const post = async (event: object) => {
    await fetch(`${sender.url}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sender.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal,
    }).then((response) => response.text());
  };
  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false });
  while (!signal.aborted) {
    try {
      const userId = `shopper-${Math.floor(Math.random() ** 2 * shoppers)}`;
      const sessionId = `live-${Date.now()}`;
      const item = catalog[Math.floor(Math.random() ** 2 * catalog.length)];
      await post({ eventType: 'product_viewed', userId, sessionId, productId: item?.productId });
      await pause(betweenStepsMs);
      const response = await fetch(
        `${sender.url}/api/v1/recommendations?userId=${userId}&sessionId=${sessionId}&productId=${item?.productId}&placementId=${placementId}&limit=4`,
        { headers: { authorization: `Bearer ${sender.key}` }, signal },
      );
      const { data, meta } = (await response.json()) as Recommended;
      const metadata = { placementId, strategy: meta?.strategy };
      for (const { productId } of data ?? [])
        await post({ eventType: 'recommendation_impressed', userId, sessionId, productId, metadata });
      const followed = data?.[0];
      if (followed !== undefined && Math.random() < 0.4) {
        await pause(betweenStepsMs);
        await post({ eventType: 'recommendation_clicked', userId, sessionId, productId: followed.productId, metadata });
        if (Math.random() < 0.4)
          await post({
            eventType: 'purchase',
            userId,
            sessionId,
            productId: followed.productId,
            metadata: { orderId: sessionId, price: followed.price },
          });
      }
      await pause(betweenVisitsMs);
    } catch (error) {
      if (signal.aborted) return;
      // The server is being restarted, or takes no requests just now; later shoppers try again.
      await pause(betweenVisitsMs).catch(() => {});
      if (!(error instanceof Error)) throw error;
    }
  }
}
