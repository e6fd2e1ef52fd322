import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { CatalogList, CatalogListMeta, type CatalogQuery } from '#schemas/http/catalog.ts';
import { defaultPageLimit } from '#schemas/http/paging.ts';
import { isStorableText } from '#schemas/storable-text.ts';
import { readFacets } from '#stores/catalog/read-facets.ts';
import { type AttributeValue, readItems } from '#stores/catalog/read-items.ts';
import { itemView } from '../../catalog/item-view.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';

/** GET /catalog: a page of items, in the order of product ids, on demand with those first that are called just so. Pages are found by `offset`, or by `after`, which costs the same however far the page is. */
export function getItems({ searchDatabase }: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'GET',
    path: surface.path,
    auth: surface.auth.read,
    limit: 'read',
    operationId: `list${surface.owner}Catalog`,
    summary: 'List the catalog: paging, a search word, a category, availability, attributes',
    tag: 'Catalog',
    params: surface.params,
    query: surface.listQuery,
    answers: { 200: CatalogList },
    meta: CatalogListMeta,
    async handler(request) {
      const scope = surface.scopeOf(request, 'read');
      const { facets = false, facetsOf = [], attribute = [], ...asked } = request.query as CatalogQuery;
      const { q, category, available, limit = defaultPageLimit, offset = 0, after, exactFirst = false } = asked;
      if (exactFirst && q !== undefined && after !== undefined) throw noOrderOfIds();
      const texts = { q, category, after, attribute: attribute.join(), facetsOf: facetsOf.join() };
      for (const [name, text] of Object.entries(texts))
        if (text !== undefined && !isStorableText(text)) throw unstorable(name);
      const filter = { q, category, available, attributes: attribute.map(attributeValue) };
      const page = await orUnavailable(
        readItems(searchDatabase, scope, { ...filter, limit, offset, after, exactFirst }),
      );
      const counted = facets
        ? { facets: await orUnavailable(readFacets(searchDatabase, scope, filter, facetsOf)) }
        : {};
      return success(page.items.map(itemView), {
        total: page.total,
        ...(page.totalIsAtLeast ? { totalIsAtLeast: true } : {}),
        limit,
        offset,
        ...(page.hasMore && !(exactFirst && q !== undefined) ? { next: page.items.at(-1)?.productId } : {}),
        ...counted,
      });
    },
  };
}

/** `colour:dark:blue` is `dark:blue` of `colour`. */
function attributeValue(text: string): AttributeValue {
  const at = text.indexOf(':');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function noOrderOfIds(): Problem {
  const message =
    'Leave out `after`, or `exactFirst`: behind what comes first for its name, no id says where a page went on. Use `offset`.';
  return new Problem(400, message, { errors: [{ path: '/after', message, code: 'after_exact_first' }] });
}

function unstorable(name: string): Problem {
  const message = `Remove U+0000 and lone surrogates from \`${name}\`.`;
  return new Problem(400, message, { errors: [{ path: `/${name}`, message, code: 'unstorable_text' }] });
}
