import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeViolations } from '#testing/axe.ts';
import { type DemoShop, until, untilWidget } from '../../support/open-demo-shop.ts';
import { widgetsByPage } from './widgets-by-page.ts';

/** How it looks: in both colours, on a desk and on a phone. */
export function looksTests(shop: () => DemoShop): void {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 360])
      test(`in ${colorScheme} colours, ${width} pixels wide, axe finds nothing wrong, nothing moves, and each widget is there`, async () => {
        const shopper = await shop().visit({ colorScheme, viewport: { width, height: 900 } }, 'shopper-7');
        const { page } = shopper;
        await page.context().addCookies([shop().cartCookie]);
        for (const [path, placements] of Object.entries(widgetsByPage)) {
          await shopper.open(path);
          for (const placementId of placements) await untilWidget(page, placementId);
          assert.deepEqual(await axeViolations(page), [], path);
          assert.deepEqual(await page.evaluate('window.shifts'), [], `${path} moves`);
          assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, `${path} is too wide`);
        }
        const opener = page.getByRole('button', { name: /Behind the page/ });
        const openerPx = (await opener.boundingBox())?.width ?? 0;
        assert.equal(openerPx <= 50, width === 360, `on a phone alone it is a small button, not ${openerPx} px`);
        await opener.click();
        await page.locator('#behind .answer summary').first().click();
        await page.locator('#behind .whole').first().waitFor();
        assert.deepEqual(await axeViolations(page), [], 'with the drawer');
        await page.evaluate(`document.querySelector('h1').style.color = 'rgba(128, 128, 128, 0.3)'`);
        assert.match((await axeViolations(page)).join(), /color-contrast/, 'control');
        // The browser itself notes that the page which is not there is not there.
        assert.deepEqual(
          shopper.complaints.filter((line) => !line.includes('404')),
          [],
        );
        await shopper.close();
      });

  test('on no screen does the button lie over the arrows of a carousel, however far the page is scrolled', async () => {
    const shopper = await shop().visit({}, 'shopper-7');
    const { page } = shopper;
    type Span = { left: number; right: number };
    const spansOf = (selector: string) =>
      page.locator(selector).evaluateAll((all) =>
        all.map((one) => {
          const { left, right } = one.getBoundingClientRect();
          return { left, right };
        }),
      );
    const meet = (a: Span, b: Span) => a.left < b.right && b.left < a.right;
    for (const width of [1920, 1366, 1280, 768, 360]) {
      await page.setViewportSize({ width, height: 768 });
      await shopper.open('/demo');
      await untilWidget(page, 'home-for-you');
      const [button] = await spansOf('.behind-opener button');
      const arrows = await spansOf('.recomengine-arrow');
      assert.ok(button !== undefined && arrows.length >= 2);
      assert.deepEqual(
        arrows.filter((arrow) => meet(arrow, button)),
        [],
        `${width} pixels wide`,
      );
      const atTheRight = { left: width - 18 - (button.right - button.left), right: width - 18 };
      assert.equal(
        arrows.some((arrow) => meet(arrow, atTheRight)),
        width < 1920,
        `control: at the right, ${width} pixels wide`,
      );
    }
    await shopper.close();
  });

  test('the switch of colours holds on the next page from its first moment, in a browser of the other ones', async () => {
    const shopper = await shop().visit({ colorScheme: 'light' });
    const { page } = shopper;
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await shopper.open('/demo/search');
    const light = await ground();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await until(
      async () => (await ground()) !== light,
      () => 'dark',
    );
    const dark = await ground();
    await shopper.open('/demo/cart');
    assert.equal(await ground(), dark);
    assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
    await shopper.close();
  });
}
