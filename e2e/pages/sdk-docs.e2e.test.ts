import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { noBrowser, openBrowser } from '#testing/browser.ts';
import { fencesIn } from '#testing/fences.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { documentOf, openShopPages, type ShopPages } from '../support/shop-page.ts';
import { untilInPage } from '../support/until-in-page.ts';

const guide = readFileSync('docs/sdk.md', 'utf8');
const readme = readFileSync('README.md', 'utf8');
/** Where the docs have the product. */
const writtenUrls = /http:\/\/127\.0\.0\.1:5008|https:\/\/recom\.example/g;
const seedTimeoutMs = 180_000;

describe('from `npm start` to recommendations on one’s own page, by what the docs say alone', {
  skip: noBrowser(),
}, () => {
  let product: Product;
  let pages: ShopPages;
  let browser: Browser;
  let key = { write: '', read: '' };
  before(async () => {
    const [command = ''] = fencesIn(readme, '');
    assert.equal(command.trim(), 'npm ci && npm start');
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal(scripts.start, 'node bin/recomengine.ts start', 'which is what runs here');
    product = await startProduct({ args: [] });
    pages = await openShopPages();
    browser = await openBrowser();
    const printed = (variable: string) => new RegExp(`(rk_live_\\S+) \\(\\$${variable}:`).exec(product.output())?.[1];
    await waitFor(
      async () => printed('KEY') !== undefined && printed('READ_KEY') !== undefined,
      () => `the keys\n${product.output()}`,
      seedTimeoutMs,
    );
    key = { write: printed('KEY') ?? '', read: printed('READ_KEY') ?? '' };
  });
  after(async () => {
    await browser.close();
    await pages.close();
    await product.remove();
  });

  /** What a reader makes of what is written: their own address and keys in the place of those of the docs. */
  const own = (written: string) =>
    written.replace(writtenUrls, product.url).replaceAll('$READ_KEY', key.read).replaceAll('rk_live_…', key.read);
  const open = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(pages.url + path);
    return page;
  };
  const shown = (page: Page) => page.locator('.recomengine-root:not(.recomengine-waiting) .recomengine-item');
  const untilShown = (page: Page) =>
    waitFor(
      async () => (await shown(page).count()) > 0,
      () => 'recommendations',
      seedTimeoutMs,
    );
  const guideHtml = fencesIn(guide, 'html');
  const [shopHtml = ''] = guideHtml;
  const written = (text: string) => guideHtml.find((code) => code.includes(text)) ?? '';

  test('the page of docs/sdk.md shows recommendations, and not with another key', async () => {
    pages.put('/shop.html', own(shopHtml));
    const page = await open('/shop.html');
    await untilShown(page);
    assert.notEqual(await shown(page).first().locator('.recomengine-reason').textContent(), '');
    pages.put('/refused.html', own(shopHtml).replace(key.read, `${key.read}x`));
    const refused = await open('/refused.html');
    await untilInPage(refused, 'RecomEngine.track');
    await refused.waitForLoadState('networkidle');
    assert.equal(await shown(refused).count(), 0, 'control');
    await page.close();
    await refused.close();
  });

  test('the commands of README.md answer as it says', () => {
    const environment = { ...process.env, KEY: key.write };
    const ran = fencesIn(readme, '')
      .filter((code) => code.startsWith('curl') && code.includes('$KEY'))
      .map((code) => JSON.parse(execFileSync('bash', ['-c', own(code)], { env: environment, encoding: 'utf8' })));
    assert.deepEqual(
      ran.map(({ errors }) => errors),
      [[], []],
    );
    assert.equal(typeof ran[0].data.eventId, 'string');
    assert.equal(ran[1].data.length, 1);
  });

  test('commands, a template and a drawing function work as they are written', async () => {
    const [commands = '', draw = ''] = fencesIn(guide, 'js');
    const template = written('data-bind');
    const drawn = template.replaceAll('mine', 'none');
    pages.put('/template.html', own(documentOf(template, tagOf(shopHtml))));
    pages.put('/drawn.html', own(documentOf(drawn, `${tagOf(shopHtml)}<script>${commands}${draw}</script>`)));
    const page = await open('/template.html');
    await untilShown(page);
    const first = shown(page).first();
    assert.deepEqual([await first.locator('img').count(), await first.locator('b').count()], [1, 1]);
    const drawing = await open('/drawn.html');
    const asked = drawing.waitForRequest(/products\?.*userId=shopper-42/);
    await drawing.reload();
    await asked;
    await untilShown(drawing);
    assert.match(await shown(drawing).first().innerHTML(), /^<a href="[^"]*">[^<]+<\/a>$/);
    await page.close();
    await drawing.close();
  });

  test('a shop’s style sheet reaches the parts, under the policy that is written there', async () => {
    const policy = fencesIn(guide, '').find((code) => code.startsWith('script-src')) ?? '';
    const [style = ''] = fencesIn(guide, 'css');
    const body = documentOf(
      '<div data-recomengine-placement="home-hero"></div>',
      `${tagOf(shopHtml)}<style>${style}</style>`,
    );
    const strict = `${own(policy).trim().replace('https://your-pictures.example', 'data:')}; default-src 'none'; style-src 'unsafe-inline'`;
    pages.put('/styled.html', own(body), strict);
    const page = await open('/styled.html');
    await untilShown(page);
    const styleOf = (part: string, property: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelector('[data-recomengine-placement]').shadowRoot.querySelector('.recomengine-${part}'))['${property}']`,
      );
    const seen = async () => [await styleOf('reason', 'display'), await styleOf('name', 'webkitLineClamp')];
    assert.deepEqual(await seen(), ['none', '3']);
    await page.locator('style').evaluate((one) => one.remove());
    const [display, lines] = await seen();
    assert.deepEqual([display === 'none', lines], [false, '2'], 'control: without it');
    await page.close();
  });

  test('the tag with a hash and its integrity works, and with another integrity does not', async () => {
    const { src, integrity } = (await (await fetch(`${product.url}/v1/recomengine.json`)).json()) as Record<
      string,
      string
    >;
    const tag = own(written('integrity='))
      .replace(/\/v1\/recomengine-\w+\.js/, String(src))
      .replace('sha384-…', String(integrity));
    const body = '<div data-recomengine-placement="home-hero"></div>';
    pages.put('/pinned.html', documentOf(body, tag));
    pages.put(
      '/forged.html',
      documentOf(
        body,
        tag.replace(String(integrity), `sha384-${createHash('sha384').update('another').digest('base64')}`),
      ),
    );
    const page = await open('/pinned.html');
    await untilShown(page);
    const forged = await open('/forged.html');
    await forged.waitForLoadState('networkidle');
    assert.equal(await forged.evaluate('typeof RecomEngine'), 'undefined', 'control');
    await page.close();
    await forged.close();
  });
});

/** The tag of a page as it is written there. */
function tagOf(html: string): string {
  return /<script[^>]*><\/script>/.exec(html)?.[0] ?? '';
}
