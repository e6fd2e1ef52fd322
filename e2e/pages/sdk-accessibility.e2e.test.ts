import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { documentOf } from '../support/shop-page.ts';
import { placement } from '../support/shop-site.ts';
import { inWidget, openStorefront, type Storefront, untilShown } from '../support/storefront.ts';

const layouts = ['grid', 'carousel', 'list'];
const themes = { light: 'background: #fff; color: #111', dark: 'background: #111; color: #eee' };

describe('widgets for everybody', { skip: noBrowser() }, () => {
  let front: Storefront;
  before(async () => {
    front = await openStorefront();
    for (const layout of layouts) await front.saveWidget(layout, { layout, title: `A ${layout}`, maxItems: 12 });
  });
  after(() => front.close());

  for (const [theme, style] of Object.entries(themes))
    test(`axe finds nothing wrong with a grid, a carousel and a list in a ${theme} page`, async () => {
      const widgets = layouts.map((name) => placement(name)).join('');
      front.pages.put(
        `/${theme}`,
        documentOf(
          `<main><h1>Shop</h1>${widgets}<p id="pale" hidden>Hardly to be read</p></main>`,
          `<style>body { ${style} } #pale { color: #888; background: #999 }</style>${front.tag()}`,
        ),
      );
      const { page } = await front.visit(`${front.pages.url}/${theme}`, { viewport: { width: 1100, height: 4_000 } });
      for (const name of layouts) await untilShown(page, name, 12);
      assert.deepEqual(await axeViolations(page), []);
      await page.evaluate(`document.querySelector('#pale').hidden = false`);
      assert.match(String(await axeViolations(page)), /^color-contrast: #pale/, 'control: what is wrong is found');
      await page.context().close();
    });

  const enlarged = {
    'at a zoom of 200 %': { viewport: { width: 550, height: 450 }, deviceScaleFactor: 2, style: '' },
    'with letters of twice the size': { viewport: { width: 1100, height: 900 }, style: 'html { font-size: 200% }' },
  };
  for (const [name, { style, ...options }] of Object.entries(enlarged))
    test(`${name} every word of a card is in it, and the page does not scroll sideways`, async () => {
      const widgets = layouts.map((layout) => placement(layout)).join('');
      const address = `${front.pages.url}/enlarged`;
      front.pages.put('/enlarged', documentOf(`<main>${widgets}</main>`, `<style>${style}</style>${front.tag()}`));
      const { page } = await front.visit(address, options);
      for (const layout of layouts) {
        await page.locator(`[data-recomengine-placement=${layout}]`).scrollIntoViewIfNeeded();
        await untilShown(page, layout, 12);
      }
      const cutIn = () =>
        page
          .locator('.recomengine-name, .recomengine-price, .recomengine-reason, .recomengine-cta, body')
          .evaluateAll((all) =>
            all
              .filter(
                (one) =>
                  one.scrollWidth > one.clientWidth ||
                  (one.localName === 'span' && one.scrollHeight > one.clientHeight),
              )
              .map((one) => one.className),
          );
      assert.deepEqual(await cutIn(), []);
      await page
        .locator('.recomengine-price')
        .first()
        .evaluate((price) => price.append(' and a word too many'));
      assert.deepEqual(await cutIn(), ['recomengine-price'], 'control');
      await page.context().close();
    });

  test('an arrow that leads nowhere says so, is seen only while it has the focus, and keeps it; its name is in the language of the page', async () => {
    const address = front.put('/arrows', `<div lang="de-CH">${placement('carousel')}</div>`);
    const { page } = await front.visit(address, { reducedMotion: 'reduce' });
    await untilShown(page, 'carousel', 12);
    const arrow = { previous: 'Zurück', next: 'Weiter' };
    const button = (name: keyof typeof arrow) => page.getByRole('button', { name: arrow[name], exact: true });
    const stateOf = (name: keyof typeof arrow) =>
      page.evaluate(
        `((button) => [button.getAttribute('aria-disabled'), getComputedStyle(button).opacity, getComputedStyle(button).pointerEvents].join(' '))(document.querySelector('[data-recomengine-placement]').shadowRoot.querySelector('.recomengine-${name}'))`,
      );
    const untilIs = async (name: keyof typeof arrow, state: string) => {
      let last: unknown;
      await waitFor(
        async () => {
          last = await stateOf(name);
          return last === state;
        },
        () => `${name}: ${state}, not ${last}`,
      );
    };
    const [away, dimmed, there] = ['true 0 none', 'true 0.4 none', 'false 1 auto'] as const;
    await untilIs('previous', away);
    await untilIs('next', there);
    await button('next').focus();
    while ((await stateOf('next')) !== dimmed) {
      const left = await inWidget(page, 'carousel', 'list.scrollLeft');
      await button('next').press('Enter');
      await waitFor(
        async () =>
          (await inWidget(page, 'carousel', 'list.scrollLeft')) !== left || (await stateOf('next')) === dimmed,
        () => 'moved on',
      );
    }
    await untilIs('previous', there);
    const focused = `document.querySelector('[data-recomengine-placement]').shadowRoot.activeElement.getAttribute('aria-label')`;
    assert.equal(await page.evaluate(focused), 'Weiter', 'the focus is where it was');
    await button('previous').focus();
    await untilIs('next', away);
    await page.context().close();
  });

  test('in a page that says no language, arrows and reasons are in that of the browser', async () => {
    for (const [locale, next, reason] of [
      ['de-AT', 'Weiter', 'Neu im Shop'],
      ['fr-FR', 'Next', 'New in the shop'],
    ] as const) {
      const address = front.put('/no-language', `<div lang="">${placement('carousel')}</div>`);
      const { page } = await front.visit(address, { locale });
      await untilShown(page, 'carousel', 12);
      assert.equal(await page.locator('.recomengine-next').getAttribute('aria-label'), next);
      assert.equal(await page.locator('.recomengine-reason').first().textContent(), reason);
      await page.context().close();
    }
  });

  test('in a page that is read from right to left a carousel moves to the left, by an arrow that stands there; control: otherwise to the right', async () => {
    const seen: unknown[] = [];
    for (const direction of ['rtl', 'ltr'] as const) {
      const address = front.put(`/${direction}`, `<div dir="${direction}">${placement('carousel')}</div>`);
      const { page } = await front.visit(address, { reducedMotion: 'reduce' });
      await untilShown(page, 'carousel', 12);
      const next = page.getByRole('button', { name: 'Next' });
      await next.press('Enter');
      await waitFor(
        async () => Math.abs(Number(await inWidget(page, 'carousel', 'list.scrollLeft'))) > 100,
        () => 'moved on',
      );
      const isLeft = ((await next.boundingBox())?.x ?? 0) < 550;
      seen.push([isLeft, Math.sign(Number(await inWidget(page, 'carousel', 'list.scrollLeft')))]);
      await page.getByRole('button', { name: 'Previous' }).press('Enter');
      await waitFor(
        async () => Number(await inWidget(page, 'carousel', 'list.scrollLeft')) === 0,
        () => 'moved back',
      );
      await page.context().close();
    }
    assert.deepEqual(seen, [
      [true, -1],
      [false, 1],
    ]);
  });

  test('a carousel is moved by the keyboard, by its arrows and by the focus, and glides unless the shopper wants less motion', async () => {
    const address = front.put('/keyboard', placement('carousel'));
    const motions: unknown[] = [];
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { page } = await front.visit(address, { reducedMotion });
      await untilShown(page, 'carousel', 12);
      motions.push(await inWidget(page, 'carousel', 'getComputedStyle(list).scrollBehavior'));
      const untilAt = (isThere: (left: number) => boolean, what: string) =>
        waitFor(
          async () => isThere(Number(await inWidget(page, 'carousel', 'list.scrollLeft'))),
          () => what,
        );
      await page.getByRole('button', { name: 'Next' }).press('Enter');
      await untilAt((left) => left > 100, 'moved on by the arrow');
      await page.getByRole('button', { name: 'Previous' }).press('Space');
      await untilAt((left) => left === 0, 'moved back by the arrow');
      await page.locator('.recomengine-link').first().focus();
      for (let n = 1; n < 12; n++) await page.keyboard.press('Tab');
      await untilAt((left) => left > 100, 'moved to the product that has the focus');
      await page.context().close();
    }
    assert.deepEqual(motions, ['smooth', 'auto']);
  });
});
