import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { noBrowser, openBrowser } from '#testing/browser.ts';
import { contrastOf } from '#testing/contrast.ts';
import { type Product, startProduct } from '#testing/product.ts';

/** WCAG AA for text. */
const leastContrast = 4.5;

describe('the page to try the API on', { skip: noBrowser() }, () => {
  let product: Product;
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
    product = await startProduct();
  });
  after(async () => {
    await browser.close();
    await product.remove();
  });

  type Seen = { page: Page; complaints: string[]; foreign: string[] };

  /** Records what the browser's console prints, and which hosts are asked, from the first moment. */
  async function openPage(colorScheme: 'light' | 'dark', { at = '', width = 1280 } = {}): Promise<Seen> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const seen: Seen = { page, complaints: [], foreign: [] };
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) seen.complaints.push(message.text());
    });
    page.on('pageerror', (error) => seen.complaints.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== product.url) seen.foreign.push(request.url());
    });
    await page.goto(`${product.url}/reference${at}`);
    await page.locator('.opblock').first().waitFor();
    return seen;
  }

  const operation = (page: Page, path: string, method: string) =>
    page
      .locator(`.opblock-${method}`)
      .filter({ has: page.locator(`[data-path="${path}"]`) })
      .first();

  for (const scheme of ['light', 'dark'] as const) {
    test(`in a ${scheme} browser it shows every operation, tries one out, and asks nobody else`, async () => {
      const { page, complaints, foreign } = await openPage(scheme);
      const document = (await (await fetch(`${product.url}/openapi.json`)).json()) as { paths: Record<string, object> };
      const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      assert.deepEqual((await scrollThrough(page)).sort(), documented.sort());

      await page.goto(`${product.url}/reference#/Operation/getHealth`);
      await page.reload();
      const health = operation(page, '/health', 'get');
      await health.locator('.try-out__btn').click();
      await health.locator('.execute').click();
      const answer = health.locator('.live-responses-table');
      await answer.waitFor();
      assert.equal((await answer.locator('tbody .response-col_status').first().textContent())?.trim(), '200');
      assert.match((await answer.locator('.highlight-code').first().textContent()) ?? '', /"status": "ok"/);

      const isDark = await page.evaluate<boolean>(`document.documentElement.classList.contains('dark-mode')`);
      assert.equal(isDark, scheme === 'dark');
      assert.deepEqual(complaints, []);
      assert.deepEqual(foreign, []);
      await page.close();
    });

    test(`in a ${scheme} browser its letters can be read`, async () => {
      const { page } = await openPage(scheme, { at: '#/Shoppers/eraseShopper' });
      const events = operation(page, '/api/v1/tenants/{id}/users/{userId}', 'delete');
      await events.locator('.responses-table').waitFor();
      const texts = [
        '.info .title',
        '.info .renderedMarkdown p',
        '.btn.authorize',
        '.opblock-get .opblock-summary-method',
        '.opblock-post .opblock-summary-method',
        '.opblock-delete .opblock-summary-method',
        '.opblock-summary-path',
        '.opblock-summary-description',
        '.responses-table .header-col',
        '.responses-table .response-col_status',
      ];
      const tooLow: string[] = [];
      for (const selector of texts) {
        const contrast = await contrastOn(page, selector);
        if (contrast < leastContrast) tooLow.push(`${selector}: ${contrast.toFixed(1)} to 1`);
      }
      assert.deepEqual(tooLow, []);
      await page.addStyleTag({ content: '.info .title { color: #777 !important; background: #888; }' });
      assert.ok((await contrastOn(page, '.info .title')) < leastContrast, 'control');
      await page.close();
    });
  }

  test('it follows the browser when that turns dark', async () => {
    const { page } = await openPage('light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html.dark-mode').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html:not(.dark-mode)').waitFor();
    await page.close();
  });

  test('a link to the last operation shows it open', async () => {
    const { page } = await openPage('light', { at: '#/Contract/getReferenceFile' });
    await operation(page, '/reference/{file}', 'get').locator('.responses-table').waitFor();
    assert.equal(await operation(page, '/api/v1/events', 'post').count(), 0, 'control: it is far from the first');
    await page.close();
  });

  test('each problem is shown with an example of its own', async () => {
    const { page } = await openPage('light', { at: '#/Accounts/signUp' });
    const signup = operation(page, '/api/v1/auth/signup', 'post');
    await signup.locator('.responses-table').waitFor();
    for (const [status, title] of [
      ['400', 'Bad Request'],
      ['409', 'Conflict'],
    ] as const) {
      const row = signup.locator(`.responses-table tr[data-code="${status}"]`);
      const example = JSON.parse((await row.locator('.highlight-code').first().textContent()) ?? '');
      assert.deepEqual([example.status, example.title], [Number(status), title]);
    }
    await page.close();
  });

  test('a narrow window needs no scrolling to the side, with an operation open', async () => {
    const { page } = await openPage('light', { at: '#/Operation/getHealth', width: 390 });
    const health = operation(page, '/health', 'get');
    await health.locator('.responses-table').waitFor();
    assert.equal(await page.evaluate<number>('document.documentElement.scrollWidth'), 390);
    await page.close();
  });

  test('control: a page that complains, or asks another host, is noticed', async () => {
    const { page, complaints, foreign } = await openPage('light');
    await page.evaluate(`console.error('as a script that fails')`);
    assert.deepEqual(complaints, ['as a script that fails']);
    await page.route('http://203.0.113.1/**', (route) => route.abort());
    await page.goto('http://203.0.113.1/').catch(() => {});
    assert.deepEqual(foreign, ['http://203.0.113.1/']);
    await page.close();
  });
});

/** Runs in the page: goes down it by half windows, and returns which operations there were. swagger-ui draws only those near the window where there are many. */
const passThrough = `(async () => {
  const seen = new Set();
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  for (scrollTo(0, 0), await drawn(); ; ) {
    for (const block of document.querySelectorAll('.opblock')) {
      const method = block.querySelector('.opblock-summary-method').textContent.toLowerCase();
      seen.add(method + ' ' + block.querySelector('[data-path]').dataset.path);
    }
    const from = scrollY;
    scrollBy({ top: innerHeight / 2, behavior: 'instant' });
    await drawn();
    if (scrollY === from) return [...seen];
  }
})()`;

/** Returns every operation that the page shows to one who scrolls, until a pass shows no new one. */
async function scrollThrough(page: Page): Promise<string[]> {
  const seen = new Set<string>();
  for (let before = -1; before < seen.size; ) {
    before = seen.size;
    for (const shown of await page.evaluate<string[]>(passThrough)) seen.add(shown);
  }
  return [...seen];
}

/** Runs in the page: the colour of an element and the backgrounds from it outwards. */
const colorsOf = `(element) => {
  const grounds = [];
  for (let at = element; at !== null; at = at.parentElement) grounds.push(getComputedStyle(at).backgroundColor);
  return { text: getComputedStyle(element).color, grounds };
}`;

async function contrastOn(page: Page, selector: string): Promise<number> {
  type Colors = { text: string; grounds: string[] };
  await page.locator(selector).first().waitFor({ state: 'attached', timeout: 2_000 });
  const { text, grounds } = await page.evaluate<Colors>(
    `(${colorsOf})(document.querySelector(${JSON.stringify(selector)}))`,
  );
  return contrastOf(text, grounds, 'rgb(255, 255, 255)');
}
