import { tenantNav, tenantPath } from '#console/dashboard/nav.ts';
import { ask } from '#console/http/ask.ts';
import type { Entry } from '#console/palette/entries.ts';
import type { CatalogItemView } from '#schemas/http/catalog.ts';

const maxFound = 6;
/** The most that the API lists at once; a tenant has few experiments. */
const listLimit = 100;

const hasPage = (path: string) => tenantNav.some(({ entries }) => entries.some((entry) => entry.path === path));

/** Finds products of a tenant by a text, where the catalog has a page. */
export async function findProducts(tenantId: string, text: string, signal: AbortSignal): Promise<Entry[]> {
  if (!hasPage('/catalog')) return [];
  const query = { q: text, limit: maxFound };
  const { data } = await ask<CatalogItemView[]>('GET', `/api/v1/tenants/${tenantId}/catalog`, { query, signal });
  return data.map(({ productId, name }) => ({
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
