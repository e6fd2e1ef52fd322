import type { RecommendationsMeta } from '#schemas/http/recommendations.ts';
import type { WidgetProducts } from '#schemas/http/widget-products.ts';
import type { Answered } from '../ask.ts';
import type { Page } from '../page.ts';
import type { Named } from '../shopper/shopper.ts';
import { languageAt } from './language-at.ts';

/** The API takes so many with a question: of a larger cart the last ones. */
const mostProducts = 100;

/**
 * The widget of a placement, by its path, with its products: for whom, in the language of the place, and with the products of the page or of the cart, which are the element's attributes, else the page's.
 * With a token if what is seen and clicked of them may be told.
 */
export async function askFor(
  path: string,
  element: HTMLElement,
  { ask, hearTime, shopper, settings }: Page,
): Promise<Answered<WidgetProducts, RecommendationsMeta> & { token?: string | undefined }> {
  const { productId, cart } = element.dataset;
  const products = `${cart || ''},${productId || settings.productId || ''}`.split(',').map((one) => one.trim());
  const question = (named?: Named) =>
    ask<WidgetProducts, RecommendationsMeta>(
      `${path}/products`,
      [
        ...Object.entries({ locale: languageAt(element), ...named }),
        ...products
          .filter(Boolean)
          .slice(-mostProducts)
          .map((one) => ['productId', one] as const),
      ].filter((field): field is [string, string] => !!field[1]),
    );
  const named = shopper.consent() === 'granted' ? shopper.named() : undefined;
  const answer = await question(named);
  hearTime(answer.serverMs!);
  // A tenant may demand proof of who is named, and for an id that we made up there is none.
  if (named && answer.status === 403) return question();
  return { ...answer, token: named && answer.meta && answer.meta.trackingToken };
}
