import assert from 'node:assert/strict';
import { type ApiApp, openApiApp } from './api-app.ts';
import { type ApiProcessors, openApiProcessors } from './api-processors.ts';
import { ask, type Json, type Shop } from './shop.ts';

/** A query API with processors beside it, and its analytics as an admin asks for them. */
export type AnalyticsApp = {
  readonly app: ApiApp;
  readonly processors: ApiProcessors;
  /** The whole body of `…/analytics/{path}`; fails if it is no 200. */
  read(shop: Shop, path: string, query?: Readonly<Record<string, string>>): Promise<Json>;
  close(): Promise<void>;
};

/** Opens both on the Postgres of the run. */
export async function openAnalyticsApp(): Promise<AnalyticsApp> {
  const app = await openApiApp();
  const processors = await openApiProcessors(app);
  return {
    app,
    processors,
    async read(shop, path, query = {}) {
      const url = `${app.url}/api/v1/tenants/${shop.tenantId}/analytics/${path}?${new URLSearchParams(query)}`;
      const { status, body } = await ask(url, { token: shop.adminToken });
      assert.equal(status, 200, `${JSON.stringify(body)} ${app.logged().slice(-2_000)}`);
      return body;
    },
    async close() {
      await processors.close();
      await app.remove();
    },
  };
}
