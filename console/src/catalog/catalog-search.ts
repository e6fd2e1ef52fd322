import { useSearchParams } from '@solidjs/router';
import type { Space } from '#console/queries/catalog.ts';

type InUrl = { q?: string; category?: string; available?: string; space?: string; offset?: string };

/** How many products a page of the list has. */
export const productsAPage = 25;

/** What the list of the catalog is narrowed to. It stands in the URL, so that a reload and the way back show the same. */
export function useCatalogSearch() {
  const [search, setSearch] = useSearchParams<InUrl>();
  const space = (): Space => (search.space === 'test' ? 'test' : 'live');
  const offset = () => Math.max(0, Number.parseInt(search.offset ?? '0', 10) || 0);
  return {
    search,
    space,
    offset,
    /** What the API is asked. */
    asked: () => ({
      space: space(),
      q: search.q || undefined,
      category: search.category || undefined,
      available: search.available === undefined ? undefined : search.available === 'true',
      facets: true,
      limit: productsAPage,
      offset: offset(),
    }),
    isNarrowed: () => Boolean(search.q || search.category || search.available),
    /** Narrows the list, which then begins anew. `replace` is for what is typed letter by letter. */
    narrow: (change: Partial<Record<keyof InUrl, string | undefined>>, { replace = false } = {}) =>
      setSearch({ offset: undefined, ...change }, { replace }),
    clear: () => setSearch({ q: undefined, category: undefined, available: undefined, offset: undefined }),
  };
}
