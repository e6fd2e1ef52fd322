import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBrowser } from '#testing/browser.ts';
import { type DemoShop, openDemoShop } from '../support/open-demo-shop.ts';
import { behindThePageTests } from './demo-shop/behind-the-page.ts';
import { looksTests } from './demo-shop/looks.ts';
import { shoppingTests } from './demo-shop/shopping.ts';

// One shop for all of them: its year of shoppers takes longer than most tests.
describe('the demo shop', { skip: noBrowser() }, () => {
  let opened: DemoShop;
  const shop = () => opened;
  before(async () => {
    opened = await openDemoShop();
  });
  after(() => opened?.close());

  test('the start names the shop', () => {
    assert.ok(opened.product.output().includes(`${opened.product.url}/demo`));
  });

  describe('shopping', () => shoppingTests(shop));
  describe('behind the page', () => behindThePageTests(shop));
  describe('looks', () => looksTests(shop));
});
