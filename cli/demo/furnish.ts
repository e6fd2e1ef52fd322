/** Where the simulated shoppers of the demo are shown something: below the product that they look at. */
export const demoPlacementId = 'product-page';

/** A page of the shop that shows one category of the catalog, at placement `category-<slug>`. */
export type CategoryPage = { slug: string; name: string; category: string };
type Furniture = { placementId: string; title: string; strategy: string; rules?: readonly object[] };

/** What stands in the pages at /demo. */
const furniture = (categories: readonly CategoryPage[]): Furniture[] => [
  { placementId: 'home-for-you', title: 'For you', strategy: 'collaborative' },
  { placementId: 'home-trending', title: 'What others look at today', strategy: 'trending' },
  // Its shoppers name no strategy, so that an experiment there gets them.
  { placementId: demoPlacementId, title: 'Where this leads', strategy: 'session' },
  { placementId: 'product-bought-together', title: 'Bought together', strategy: 'frequently_bought_together' },
  { placementId: 'cart-bought-together', title: 'Goes with your cart', strategy: 'frequently_bought_together' },
  { placementId: 'order-buy-again', title: 'Buy again', strategy: 'buy_again' },
  ...categories.map(({ slug, name, category }) => ({
    placementId: `category-${slug}`,
    title: `Trending in ${name}`,
    strategy: 'trending',
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
  const look = { layout: 'carousel', columns: 4, maxItems: 8, theme: { primaryColor: '#1F5F4A' } };
  for (const { placementId, title, strategy, rules } of furniture(categories)) {
    await save('POST', '/widgets', { placementId, title, strategy, ...look }, 409);
    if (rules !== undefined) await save('PUT', `/placements/${placementId}/rules`, { rules }, 428);
  }
  return true;
}
