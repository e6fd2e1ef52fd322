import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { RecommendationsMeta } from '#schemas/http/recommendations.ts';
import { WidgetProducts, WidgetProductsQuery } from '#schemas/http/widget-products.ts';
import { PlacementParams } from '#schemas/http/widgets.ts';
import type { OpenDirectory } from '#stores/control/open-directory.ts';
import { askingKey, refuseUnlessMayAsk } from '../recommendations/asking-key.ts';
import type { RecommendationDeps } from '../recommendations/recommendation-deps.ts';
import { lookOf } from './look-of.ts';
import { createPriceTexts } from './price-texts.ts';

/**
 * GET /widgets/:placementId/products: all that a page draws the widget of a placement by, its look and its products with their prices as shoppers read them, so that a page asks once. Counts and is recorded as
 * an answer of GET /recommendations.
 */
export function widgetProductsRoute({
  answer,
  directory,
  record,
  userHashes,
  countRequests,
}: RecommendationDeps & { directory: Pick<OpenDirectory, 'widgetAt'> }): Route {
  const priceText = createPriceTexts();
  return {
    method: 'GET',
    path: '/api/v1/widgets/:placementId/products',
    auth: 'key_read_or_query',
    limit: 'read',
    load: 'question',
    summary: 'The widget of a placement with its products, ready to be drawn',
    tag: 'Widgets',
    params: PlacementParams,
    query: WidgetProductsQuery,
    answers: { 200: WidgetProducts },
    meta: RecommendationsMeta,
    async handler(request) {
      const { placementId } = request.params as PlacementParams;
      const { key: _, locale, ...about } = request.query as WidgetProductsQuery;
      const { tenant, key } = askingKey(request);
      const { 'accept-language': preferred = '' } = request.headers;
      const look = lookOf(directory, tenant, placementId);
      const question = { ...about, placementId, limit: look.maxItems, ...(locale === undefined ? {} : { locale }) };
      refuseUnlessMayAsk(request, question, userHashes);
      const { data, meta, exposure } = await answer(
        tenant,
        key.scope,
        question,
        request.id,
        preferred,
        undefined,
        request.isHurried,
      );
      // A HEAD has no body: nobody was shown anything.
      if (exposure !== null && request.method !== 'HEAD') record(exposure);
      countRequests(key.scope, 1);
      const languages = locale === undefined ? languagesIn(preferred) : [locale];
      const items = data.map((item) => ({ ...item, priceText: priceText(item.price, look.currency, languages) }));
      return success({ look, items }, meta);
    },
  };
}

/** The languages of an Accept-Language, in the order of the browser, which names the preferred one first. */
const languagesIn = (preferred: string): string[] =>
  preferred.split(',').map((one) => (one.split(';')[0] ?? '').trim());
