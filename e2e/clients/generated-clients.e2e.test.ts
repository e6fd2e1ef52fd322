import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noJavaCompiler } from '#testing/java.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { drained, storedEventIds } from '../support/recount.ts';
import { languages } from './languages.ts';
import { makeClients } from './make-clients.ts';

describe('a client that openapi-generator makes of /openapi.json', { skip: noJavaCompiler() }, () => {
  let product: Product;
  let shop: Shop;
  let folder: string;
  before(async () => {
    product = await startProduct();
    shop = await createShop(product.url);
    folder = mkdtempSync(join(tmpdir(), 'recomengine-clients-'));
    const document = join(folder, 'openapi.json');
    writeFileSync(document, await (await fetch(`${product.url}/openapi.json`)).text());
    await makeClients(document, folder);
  });
  after(async () => {
    await product.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { generator, missing, compile } of languages)
    test(`in ${generator} compiles, and sends an event that is stored`, { skip: missing() }, async () => {
      const call = await compile(join(folder, generator));
      const given = { URL: product.url, SHOPPER: `shopper of ${generator}` };
      const eventId = call({ ...given, KEY: shop.writeKey }).trim();
      await drained(product);
      assert.ok((await storedEventIds(product, shop.tenantId)).includes(eventId));
      assert.throws(() => call({ ...given, KEY: shop.readKey }), 'control: with a key that may not write it fails');
    });
});
