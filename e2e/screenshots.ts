/**
 * Takes a picture of every page of the console, on the demo shop, into ./screenshots, which git ignores: in both themes, on a desk and on a phone. Nothing moves in them: a drawing
 * that appears by and by is there as a whole.
 *
 *   npm run screenshots                  # every page
 *   npm run screenshots analytics events # those whose path has one of these in it
 *   npm run screenshots readme           # the six of the README, into docs/images: what is seen first of each page
 *
 * A page that could not be pictured is said at the end, with why, and the others are there.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { logIn, openConsole } from './support/open-console.ts';
import { siteMap } from './support/site-map.ts';
import { untilInPage } from './support/until-in-page.ts';

const folder = 'screenshots';
const [first] = process.argv.slice(2);
const isForReadme = first === 'readme';
const wanted = isForReadme ? [] : process.argv.slice(2);
const desk = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
const phone = { ...desk, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const looks = [
  { name: 'light', colorScheme: 'light', ...desk },
  { name: 'dark', colorScheme: 'dark', ...desk },
  { name: 'phone-light', colorScheme: 'light', ...phone },
  { name: 'phone-dark', colorScheme: 'dark', ...phone },
] as const;
const demo = { email: 'demo@localhost.localdomain', password: 'demo-password' };
const demoWithinMs = 900_000;
/** Of one step in the browser. Beside other work on two cores a page has taken more than the 30 s that Playwright gives. */
const stepWithinMs = 120_000;
/** What a what-if looks back at: the demo's shoppers are asked for here, so that a few minutes of answers are there. */
const askedPlacement = 'product-page';
const leastAsked = 100;

/** A list that has an exclusion, a boost, a bound and a limit. */
const rulesOfReadme = [
  ruleOf('paper', 'No paper goods', { action: 'exclude', filter: { field: 'category', under: 'Office > Paper' } }),
  ruleOf('oak', 'Oak first', { action: 'boost', factor: 2, filter: { field: 'attributes.material', in: ['oak'] } }),
  ruleOf('cheap', 'Nothing below 10', { action: 'priceRange', min: 10 }),
  ruleOf('two', 'Two of a category', { action: 'limit', facet: 'category', max: 2 }),
];

const opened = await openConsole({ args: [] });
try {
  const failures = isForReadme ? await takeForReadme() : await takeAll();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await opened.close();
}

/** Pictures what the README shows, in the light theme on a desk. */
async function takeForReadme(): Promise<string[]> {
  const { tenantId, token } = await untilDemo();
  const placement = 'home-for-you';
  const { status } = await ask(`${opened.product.url}/api/v1/tenants/${tenantId}/placements/${placement}/rules`, {
    token,
    method: 'PUT',
    body: { rules: rulesOfReadme },
  });
  if (status >= 400) throw new Error(`the rules of the picture were refused with ${status}`);
  const dayOf = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const pages = {
    analytics: `/analytics?${new URLSearchParams({ from: dayOf(13), to: dayOf(0) })}`,
    rules: `/rules?placement=${placement}`,
    catalog: '/catalog',
    events: '/events',
    settings: '/settings',
    palette: '',
  };
  const { page } = await openLook(looks[0]);
  for (const [name, path] of Object.entries(pages)) {
    await show(page, `/dashboard/tenants/${tenantId}${path}`);
    if (name === 'palette') await search(page, 'mug');
    const file = join('docs/images', `console-${name}.png`);
    await page.screenshot({ path: file });
    process.stdout.write(`${file}\n`);
  }
  await page.context().close();
  return [];
}

/** Asks the palette, and waits for what it finds. */
async function search(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Go to' }).waitFor();
  await page.keyboard.type(words);
  await page.getByRole('option').getByText('Product').nth(1).waitFor();
}

/** Pictures every page in every look; returns what went wrong. */
async function takeAll(): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const { tenantId, draftId, runningId } = await untilDemo();
  const mapped = siteMap(
    tenantId,
    { expId: draftId, slug: 'quickstart' },
    {
      'catalog/product': '?productId=p-1001',
      catalog: '?facetsOf=colour&facetsOf=material',
      explain: '?productId=p-1001&with=strategy&to=trending',
      rules: '?placement=category-paper',
    },
  );
  const pages = [...mapped, `/dashboard/tenants/${tenantId}/experiments/${runningId}`].filter(
    (path) => wanted.length === 0 || wanted.some((part) => path.includes(part)),
  );
  const failures: string[] = [];
  for (const look of looks) {
    const { name } = look;
    const { page } = await openLook(look);
    for (const path of pages) {
      const words =
        path
          .replace(`/dashboard/tenants/${tenantId}`, 'tenant')
          .replace(draftId, 'draft')
          .replace(runningId, 'running')
          .split('?')[0] ?? '';
      const file = join(folder, `${words.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-|-$/g, '') || 'home'}-${name}.png`);
      await take(page, path, file).catch((error: unknown) => failures.push(`${path} (${name}): ${error}`));
    }
    await page.context().close();
  }
  return failures;
}

/** Opens the dashboard of the demo shop's admin. */
async function openLook({ name: _name, ...options }: (typeof looks)[number]): Promise<{ page: Page }> {
  const { page } = await opened.visit('/login?next=%2Fdashboard', options);
  page.setDefaultTimeout(stepWithinMs);
  await page.route(/\.svg$/, showAtOnce);
  await logIn(page, demo);
  await page.waitForURL(`${opened.url}/dashboard`);
  return { page };
}

/** Gives a drawing without its animations: within an image nothing tells when they are over, and the wish for less motion does not reach it. */
async function showAtOnce(route: Route): Promise<void> {
  const response = await route.fetch();
  const drawing = await response.text();
  await route.fulfill({ response, body: drawing.replaceAll(/\banimation: [^;}]+/g, 'animation: none') });
}

/** Opens a page and waits until all of it is there. */
async function show(page: Page, path: string): Promise<void> {
  await page.goto(opened.url + path, { waitUntil: 'domcontentloaded' });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await untilLoaded(page);
  if (path.endsWith('/replay')) await unfoldAll(page);
  await showAll(page);
}

async function take(page: Page, path: string, file: string): Promise<void> {
  await show(page, path);
  await page.screenshot({ path: file, fullPage: true });
  process.stdout.write(`${file}\n`);
}

/** Scrolls over the page once: pictures and widgets come when they are near. */
async function showAll(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await new Promise(requestAnimationFrame);
    }
    scrollTo(0, 0);
  })()`);
  await untilInPage(page, '[...document.images].every((image) => image.complete)');
  for (const widget of await page.locator('[data-recomengine-placement]').all())
    await widget.locator(':scope > *').first().waitFor();
  // A widget within a frame is drawn once the frame is near.
  for (const frame of await page.locator('iframe').all()) {
    await frame.scrollIntoViewIfNeeded();
    await frame.contentFrame().locator('[data-recomengine-placement] > *').first().waitFor();
  }
  await page.evaluate('scrollTo(0, 0)');
}

function untilLoaded(page: Page): Promise<void> {
  return page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
}

/** Unfolds each replay into what it found. */
async function unfoldAll(page: Page): Promise<void> {
  const folded = page.getByRole('button', { name: 'Details', expanded: false });
  await page.getByRole('button', { name: 'Details' }).first().waitFor();
  while ((await folded.count()) > 0) await folded.first().click();
  await untilLoaded(page);
}

/** Waits until the demo shop has its year of shoppers, and gives it a draft of an experiment, one that runs, and replays, so that no page is empty. */
async function untilDemo(): Promise<{ tenantId: string; token: string; draftId: string; runningId: string }> {
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
  const tenant = `${api}/tenants/${tenantId}`;
  const create = async (name: string, placementId: string, variantStrategy: string): Promise<string> => {
    const body = { name, placementId, controlStrategy: 'collaborative', variantStrategy };
    return (await ask(`${tenant}/experiments`, { token, body })).body.data.id;
  };
  const draftId = await create('Trending or not', 'home', 'trending');
  const runningId = await create('This visit or all of them', askedPlacement, 'session');
  await ask(`${tenant}/experiments/${runningId}/start`, { token, method: 'POST' });
  if ((wanted.length === 0 && !isForReadme) || wanted.some((part) => '/replay'.includes(part)))
    await untilReplays(tenant, token);
  return { tenantId, token, draftId, runningId };
}

/** Asks for a replay of each kind that a shop can ask for, once shoppers were shown what a what-if looks back at, and waits for what they find. */
async function untilReplays(tenant: string, token: string): Promise<void> {
  const replays = `${tenant}/replays`;
  let shown = 0;
  await waitFor(
    async () => {
      const { body } = await ask(`${tenant}/analytics/overview?compare=none&placementId=${askedPlacement}`, { token });
      shown = body.data.impressions.value;
      return shown >= leastAsked;
    },
    () => `${leastAsked} impressions on ${askedPlacement}: ${shown} are there`,
    demoWithinMs,
  );
  const evaluate = { strategies: ['session', 'collaborative', 'trending'], days: 30 };
  const whatIf = { placementId: askedPlacement, days: 7, strategy: 'trending' };
  for (const body of [{ export: { format: 'parquet' } }, { evaluate }, { whatIf }]) {
    const { status, body: told } = await ask(replays, { token, body });
    if (status >= 400) throw new Error(`a replay was refused: ${JSON.stringify(told)}`);
  }
  let last: { kind: string; state: string; phase: string | null; finishedAt: string | null }[] = [];
  await waitFor(
    async () => {
      last = (await ask(replays, { token })).body.data;
      return last.every((one) => one.finishedAt !== null);
    },
    () => `the replays to be done: ${JSON.stringify(last.map(({ kind, state, phase }) => ({ kind, state, phase })))}`,
    demoWithinMs,
  );
}

function ruleOf(id: string, name: string, what: object): object {
  // biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
  return { id, name, then: what };
}
