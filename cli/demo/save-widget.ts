/** Where the shoppers of the demo are shown something: below the product that they look at. */
export const demoPlacementId = 'product-page';

/**
 * Saves the widget of the demo's placement, which asks for `session`. Its shoppers name no strategy, so that an experiment there gets them. A widget that is there
 * already stays.
 */
export async function saveWidget(
  url: string,
  demo: { email: string; password: string; tenantId: string },
): Promise<void> {
  const { email, password, tenantId } = demo;
  const post = async (path: string, body: object, token?: string) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  const login = (await (await post('/auth/login', { email, password })).json()) as { data: { accessToken: string } };
  const widget = { placementId: demoPlacementId, strategy: 'session' };
  const saved = await post(`/tenants/${tenantId}/widgets`, widget, login.data.accessToken);
  if (!saved.ok && saved.status !== 409) throw new Error(`the demo's widget was not saved: ${await saved.text()}`);
}
