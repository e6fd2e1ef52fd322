import { type DemoPlacement, demoLook, demoPlacements } from '#domain/demo/placements.ts';

/** A page of the shop that shows one category of the catalog, at placement `category-<slug>`. */
export type CategoryPage = { slug: string; name: string; category: string };
type Furniture = DemoPlacement & { rules?: readonly object[] };

/** What stands in the pages at /demo. */
const furniture = (categories: readonly CategoryPage[]): Furniture[] => [
  ...demoPlacements,
  ...categories.map(({ slug, name, category }) => ({
    placementId: `category-${slug}`,
    title: `Trending in ${name}`,
    strategy: 'trending' as const,
    rules: [
      // biome-ignore lint/suspicious/noThenProperty: the word of the specification; nobody awaits a rule
      { id: 'here', name: `Only ${name}`, then: { action: 'include', filter: { field: 'category', under: category } } },
    ],
  })),
];

/**
 * Saves widgets and rules of the demo's placements, as its admin. Those that are there already stay. False if nothing was done, since the admin has
 * another password by now.
 */
export async function furnish(
  url: string,
  { email, password, tenantId }: { email: string; password: string; tenantId: string },
  categories: readonly CategoryPage[],
): Promise<boolean> {
  const send = (method: string, path: string, body: object, token?: string) =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const login = await send('POST', '/auth/login', { email, password });
  if (login.status === 401) return false;
  const { data } = (await login.json()) as { data: { accessToken: string } };
  const save = async (method: string, path: string, body: object, isThere: number) => {
    const saved = await send(method, `/tenants/${tenantId}${path}`, body, data.accessToken);
    if (!saved.ok && saved.status !== isThere)
      throw new Error(`the demo's ${path} was not saved: ${await saved.text()}`);
  };
  for (const { placementId, title, strategy, rules } of furniture(categories)) {
    await save('POST', '/widgets', { placementId, title, strategy, ...demoLook }, 409);
    if (rules !== undefined) await save('PUT', `/placements/${placementId}/rules`, { rules }, 428);
  }
  return true;
}
