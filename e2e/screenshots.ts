/**
 * Takes a picture of every page of the console, in both themes, on the demo shop, into ./screenshots, which git ignores.
 *
 *   npm run screenshots            # every page
 *   npm run screenshots analytics  # those whose path has this in it
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { logIn, openConsole } from './support/open-console.ts';
import { siteMap } from './support/site-map.ts';

const folder = 'screenshots';
const wanted = process.argv[2] ?? '';
const desk = { width: 1280, height: 800 };
const demo = { email: 'demo@localhost.localdomain', password: 'demo-password' };
const demoWithinMs = 600_000;

const opened = await openConsole({ args: [] });
try {
  await takeAll();
} finally {
  await opened.close();
}

async function takeAll(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { tenantId, experimentId } = await untilDemo();
  const pages = siteMap(
    tenantId,
    { expId: experimentId, slug: 'quickstart' },
    { 'catalog/product': '?productId=p-1001' },
  );
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await opened.visit('/login?next=%2Fdashboard', { colorScheme, viewport: desk });
    await logIn(page, demo);
    await page.waitForURL(`${opened.url}/dashboard`);
    for (const path of pages.filter((one) => one.includes(wanted))) {
      await page.goto(opened.url + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
      const name =
        path.replace(`/dashboard/tenants/${tenantId}`, 'tenant').replace(experimentId, 'one').split('?')[0] ?? '';
      const file = `${name.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-|-$/g, '') || 'home'}-${colorScheme}.png`;
      // A replay unfolds into what it found.
      if (path.endsWith('/replay')) await page.getByRole('button', { name: 'Details' }).first().click();
      await page.screenshot({ path: join(folder, file) });
      process.stdout.write(`${join(folder, file)}\n`);
    }
    await page.context().close();
  }
}

/** Waits until the demo shop has its year of shoppers, and gives it an experiment and replays, so that no page is empty. */
async function untilDemo(): Promise<{ tenantId: string; experimentId: string }> {
  const api = `${opened.product.url}/api/v1`;
  await waitFor(
    async () => /the demo shop is open/.test(opened.product.output()),
    () => `the demo shop is open:\n${opened.product.output()}`,
    demoWithinMs,
  );
  const { body: session } = await ask(`${api}/auth/login`, { body: demo });
  const token: string = session.data.accessToken;
  const { body: tenants } = await ask(`${api}/tenants`, { token });
  const tenantId: string = tenants.data[0].id;
  const { body: created } = await ask(`${api}/tenants/${tenantId}/experiments`, {
    token,
    body: {
      name: 'Trending or not',
      placementId: 'home',
      controlStrategy: 'collaborative',
      variantStrategy: 'trending',
    },
  });
  const replays = `${api}/tenants/${tenantId}/replays`;
  const evaluation = { evaluate: { strategies: ['session', 'collaborative', 'trending'], days: 30 } };
  for (const body of [{ export: { format: 'parquet' } }, evaluation]) await ask(replays, { token, body });
  await waitFor(
    async () =>
      (await ask(replays, { token })).body.data.every((one: { finishedAt: string | null }) => one.finishedAt !== null),
    () => 'the replays to be done',
    demoWithinMs,
  );
  return { tenantId, experimentId: created.data.id };
}
