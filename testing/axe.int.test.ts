import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { noBrowser, openBrowser } from './browser.ts';

describe('axe', { skip: noBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  /** A page whose policy forbids every script, with this in its main part. */
  async function violationsOf(main: string, selector?: string): Promise<string[]> {
    const page = await browser.newPage();
    const html = `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1>${main}</main></html>`;
    await page.route('http://shop.test/', (route) =>
      route.fulfill({
        body: html,
        contentType: 'text/html',
        headers: { 'content-security-policy': "default-src 'none'" },
      }),
    );
    await page.goto('http://shop.test/');
    const found = await axeViolations(page, selector);
    await page.close();
    return found;
  }

  test('finds nothing in a page that is sound, whatever its policy', async () => {
    assert.deepEqual(await violationsOf('<img src="data:," alt="A mug">'), []);
  });

  test('control: it names what is wrong and where, in a shadow root too, and looks at one part if asked', async () => {
    const wrong = '<img src="data:,"><p><template shadowrootmode="open"><button></button></template></p>';
    const found = await violationsOf(wrong);
    assert.deepEqual(
      found.map((line) => line.split(': ').slice(0, 2)),
      [
        ['button-name', 'p,button'],
        ['image-alt', 'img'],
      ],
    );
    assert.match(found[1] ?? '', /alt attribute/);
    assert.deepEqual(await violationsOf(wrong, 'h1'), []);
  });
});
