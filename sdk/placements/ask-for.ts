import type { Recommendation, RecommendationsMeta } from '#schemas/http/recommendations.ts';
import type { Answered } from '../ask.ts';
import type { Page } from '../page.ts';
import type { Named } from '../shopper/shopper.ts';

/** The products for a placement. With a token if what is seen and clicked of them may be told. */
export async function askFor(
  element: HTMLElement,
  { ask, hearTime, shopper, settings }: Page,
  limit: number,
): Promise<Answered<Recommendation[], RecommendationsMeta> & { token?: string | undefined }> {
  const question = (named?: Named) =>
    ask<Recommendation[], RecommendationsMeta>(
      `recommendations?${questionOf(element, settings.productId, limit, named)}`,
    );
  const named = shopper.consent() === 'granted' ? shopper.named() : undefined;
  const answer = await question(named);
  hearTime(answer.serverMs!);
  // A tenant may demand proof of who is named, and for an id that we made up there is none.
  if (named && answer.status === 403) return question();
  return { ...answer, token: named && answer.meta && answer.meta.trackingToken };
}

/** The query: for whom, and with the products of the page or of the cart, which are the element's attributes, else the page's. */
function questionOf(
  { dataset: { recomenginePlacement = '', productId, cart } }: HTMLElement,
  pageProduct: string | undefined,
  limit: number,
  named: Named | undefined,
): URLSearchParams {
  const query = new URLSearchParams({ placementId: recomenginePlacement, limit: String(limit) });
  for (const product of (cart || '').split(',').concat(productId || pageProduct || ''))
    if (product.trim()) query.append('productId', product.trim());
  if (named) query.set('userId', named.userId);
  if (named && named.userHash) query.set('userHash', named.userHash);
  return query;
}
