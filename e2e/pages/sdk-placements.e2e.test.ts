import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';
import { placement } from '../support/shop-site.ts';
import { openStorefront, type Storefront, shownIn, untilShown } from '../support/storefront.ts';

describe('when the tag asks for a placement, and with what', { skip: noBrowser() }, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
  });
  after(() => front.close());

  test('placements that come and go faster than they are answered leave the last one, with its products', async () => {
    const { page, complaints } = await front.visit(front.put('/hasty', '<main></main>'));
    await page.evaluate(`(async () => {
      const main = document.querySelector('main');
      for (let n = 0; n < 30; n++) {
        main.innerHTML = ${JSON.stringify(placement('hasty'))};
        if (n % 3) await new Promise(requestAnimationFrame);
        if (n % 2) main.replaceChildren();
        if (n % 5 === 0) main.append(main.firstChild ?? '');
      }
      main.innerHTML = ${JSON.stringify(placement('last', 'data-product-id="p1"') + placement('last', 'data-product-id="p2"'))};
    })()`);
    await untilShown(page, 'last', 16);
    assert.equal(await shownIn(page, 'hasty'), 0);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('placements come and go with a single-page shop, and ask with its product and its cart', async () => {
    const { page, requests } = await front.visit(front.put('/spa', '<main></main>'));
    const set = (html: string) => page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(html)}`);
    await set(placement('product', 'data-product-id="p1"'));
    await untilShown(page, 'product');
    await page.evaluate(`document.querySelector('main > div').dataset.productId = 'p2'`);
    await waitFor(
      async () => requests.some((path) => path.includes('productId=p2')),
      () => 'a question about the other product',
    );
    await set(placement('cart', 'data-cart="p3, p4" data-shadow="off"'));
    await untilShown(page, 'cart');
    assert.deepEqual(
      requests
        .filter((path) => path.includes('/products'))
        .map((path) => path.replace(/&(userId|sessionId)=.*?(?=&|$)/g, '')),
      [
        'widgets/product/products?locale=en&productId=p1',
        'widgets/product/products?locale=en&productId=p2',
        'widgets/cart/products?locale=en&productId=p3&productId=p4',
      ],
    );
    assert.equal(await page.evaluate(`document.querySelector('main > div').shadowRoot`), null, 'drawn into the page');
    await page.context().close();
  });

  test('what was recommended for another product is gone where the API is down; what is asked again for the same one stays', async () => {
    const { page, complaints } = await front.visit(
      front.put(
        '/down',
        `${placement('changes', 'data-product-id="p1"')}${placement('stays', 'data-product-id="p1"')}`,
      ),
    );
    for (const name of ['changes', 'stays']) await untilShown(page, name);
    await page.context().route('**/api/v1/widgets/**', (route) => route.abort('connectionrefused'));
    const refreshed = page.waitForEvent('requestfailed', (request) => request.url().includes('/stays/'));
    await page.evaluate(`RecomEngine.refresh('stays')`);
    await refreshed;
    await page.evaluate(`document.querySelector('[data-recomengine-placement=changes]').dataset.productId = 'p2'`);
    await waitFor(
      async () => (await shownIn(page, 'changes')) === 0,
      () => 'nothing of the product of before',
    );
    assert.equal(await shownIn(page, 'stays'), 8);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('of a cart that is larger than a question may be, the last products are asked with', async () => {
    const cart = Array.from({ length: 130 }, (_, n) => `bulk-${n}`);
    const tooMany = cart.map((id) => `&productId=${id}`).join('');
    const refused = await ask(`${front.product.url}/api/v1/recommendations?limit=8${tooMany}`, {
      token: front.shop.readKey,
    });
    assert.equal(refused.status, 400, 'control: the API refuses so many');
    const { page, requests } = await front.visit(
      front.put('/bulk', placement('cart', `data-cart="${cart.join(',')}"`)),
    );
    await untilShown(page, 'cart');
    const [asked = ''] = requests.filter((path) => path.includes('/products'));
    assert.deepEqual(new URLSearchParams(asked.split('?')[1]).getAll('productId'), cart.slice(-100));
    await page.context().close();
  });

  test('a placement far below the window is loaded when the shopper comes near', async () => {
    const { page, requests } = await front.visit(
      front.put('/far', `${placement('near')}${'<br>'.repeat(300)}${placement('far')}`),
    );
    await untilShown(page, 'near');
    assert.equal(
      requests.some((path) => path.startsWith('widgets/far')),
      false,
    );
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await untilShown(page, 'far');
    await page.context().close();
  });
});
