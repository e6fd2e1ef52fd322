import { tenantNav, tenantPath } from '#console/dashboard/nav.ts';
import { ask } from '#console/http/ask.ts';
import { type Entry, rankOf } from '#console/palette/entries.ts';
import { listProducts } from '#console/queries/catalog.ts';

const maxFound = 6;
/** The most that the API lists at once; a tenant has few experiments. */
const listLimit = 100;

const hasPage = (path: string) => tenantNav.some(({ entries }) => entries.some((entry) => entry.path === path));

/** Finds products of a tenant by a text, where the catalog has a page: at most `maxFound`, the very id or name first, of the first hundred that have the words. */
export async function findProducts(tenantId: string, text: string, signal: AbortSignal): Promise<Entry[]> {
  if (!hasPage('/catalog')) return [];
  const { data } = await listProducts(tenantId, { q: text, exactFirst: true, limit: listLimit }, signal);
  return data
    .sort((one, other) => rankOf(one, text) - rankOf(other, text))
    .slice(0, maxFound)
    .map(({ productId, name }) => ({
      label: name,
      kind: 'Product',
      href: `${tenantPath(tenantId)}/catalog/product?productId=${encodeURIComponent(productId)}`,
    }));
}

/** Lists the experiments of a tenant, where they have a page. */
export async function listExperimentEntries(tenantId: string, signal: AbortSignal): Promise<Entry[]> {
  if (!hasPage('/experiments')) return [];
  const { data } = await ask<{ id: string; name: string }[]>('GET', `/api/v1/tenants/${tenantId}/experiments`, {
    query: { limit: listLimit },
    signal,
  });
  return data.map(({ id, name }) => ({
    label: name,
    kind: 'Experiment',
    href: `${tenantPath(tenantId)}/experiments/${id}`,
  }));
}
