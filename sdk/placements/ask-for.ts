import type { Recommendation, RecommendationsMeta } from '#schemas/http/recommendations.ts';
import type { Answered } from '../ask.ts';
import type { Page } from '../page.ts';
import type { Named } from '../shopper/shopper.ts';
import { languageAt } from './language-at.ts';

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

/** The API takes so many with a question: of a larger cart the last ones. */
const mostProducts = 100;
/** What the API takes for the name of a language; only the language counts. */
const languageName = /^[a-z]{2,8}/i;

/**
 * The query: for whom, in the language of the place, and with the products of the page or of the cart, which are the element's attributes, else the page's. What a page has in
 * `lang` is no reason to show nothing.
 */
function questionOf(
  element: HTMLElement,
  pageProduct: string | undefined,
  limit: number,
  named: Named | undefined,
): URLSearchParams {
  const { recomenginePlacement = '', productId, cart } = element.dataset;
  const query = new URLSearchParams({ placementId: recomenginePlacement, limit: `${limit}` });
  const [language] = languageName.exec(languageAt(element)) || [];
  if (language) query.set('locale', language);
  const products = (cart || '').split(',').concat(productId || pageProduct || '');
  for (const product of products
    .map((one) => one.trim())
    .filter(Boolean)
    .slice(-mostProducts))
    query.append('productId', product);
  for (const [field, text] of Object.entries(named || {})) if (text) query.set(field, text);
  return query;
}
