import { waitFor } from '#testing/product.ts';
import type { Random } from '#testing/random.ts';
import type { Storefront, Visit } from './storefront.ts';

/** What a shopper did, by their own count. */
export type Shopped = {
  views: number;
  clicks: number;
  /** Views in which the shopper stayed until all four products were told as seen. */
  looks: number;
  /** Opens the page once more, waits until it has told all that was left, and goes. */
  finish(): Promise<void>;
};

const products = '.recomengine-root:not(.recomengine-waiting) .recomengine-item';

/** Whether four products were told as seen under one token that is none of these. */
const fourSeen = (told: Visit['told'], before: ReadonlySet<string | undefined>): boolean => {
  const seen = new Map<string, Set<string>>();
  for (const { token = '', events } of told)
    for (const { eventType, productId } of events)
      if (eventType === 'recommendation_impressed' && !before.has(token))
        seen.set(token, (seen.get(token) ?? new Set()).add(productId));
  return [...seen.values()].some(({ size }) => size === 4);
};

/**
 * Looks at so many pages, each with four products, and does on each what shoppers do: goes on before the products are there, looks at them until they were told as seen, follows one, which leads to
 * the next page, or follows one and closes the window as soon as that has begun.
 */
export async function shopBySteps(front: Storefront, address: string, views: number, random: Random): Promise<Shopped> {
  const visit = await front.visit(address);
  const { told } = visit;
  const context = visit.page.context();
  let { page } = visit;
  const shopped = { views: 1, clicks: 0, looks: 0 };
  const open = async () => {
    await page.goto(address, { waitUntil: 'commit' });
    shopped.views += 1;
  };
  while (shopped.views < views) {
    const tokens = new Set(told.map(({ token }) => token));
    const act = random.pick(['go on', 'look', 'click', 'click', 'click', 'click and close'] as const);
    if (act === 'look')
      await waitFor(
        async () => fourSeen(told, tokens),
        () => 'four impressions',
      );
    if (act === 'look') shopped.looks += 1;
    if (act === 'look' || act === 'go on') {
      await open();
      continue;
    }
    const hasLeft = page.waitForEvent('framenavigated');
    await page.locator(`${products}:nth-child(${random.between(1, 4)}) a`).click();
    await hasLeft;
    shopped.clicks += 1;
    shopped.views += 1;
    if (act === 'click and close' && shopped.views < views) {
      await page.close();
      page = await context.newPage();
      await open();
    }
  }
  return {
    ...shopped,
    async finish() {
      await page.goto(address);
      const isAllTold = `!!document.querySelector('[data-recomengine-placement]').shadowRoot && !Object.keys(localStorage).some((name) => name.startsWith('recomengine.queue'))`;
      await waitFor(
        async () => (await page.evaluate(isAllTold)) === true,
        () => 'everything told',
      );
      await context.close();
    },
  };
}
