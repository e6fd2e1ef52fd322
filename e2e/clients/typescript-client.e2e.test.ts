import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { noOpenApiTools, runOpenApiTool } from '#testing/openapi-tools.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { createShop, type Shop } from '#testing/shop.ts';
import { drained, storedEventIds } from '../support/recount.ts';
import { openUnsteadyRelay } from '../support/unsteady-relay.ts';

const eachOnce = { unanswered: 1, lost: 1, told_to_wait: 1 };

describe('the client in TypeScript', { skip: noOpenApiTools() }, () => {
  let product: Product;
  let shop: Shop;
  let folder: string;
  before(async () => {
    product = await startProduct();
    shop = await createShop(product.url);
    folder = mkdtempSync(join(tmpdir(), 'recomengine-client-'));
    cpSync('clients/typescript', folder, { recursive: true });
    const document = join(folder, 'openapi.json');
    writeFileSync(document, await (await fetch(`${product.url}/openapi.json`)).text());
    runOpenApiTool('openapi-typescript', document, '-o', join(folder, 'src/openapi.ts'));
    copyFileSync('e2e/clients/calls/published.ts', join(folder, 'src/published.ts'));
    const node = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
    execFileSync(resolve('node_modules/.bin/tsc'), ['-p', folder, ...node], { stdio: 'inherit' });
  });
  after(async () => {
    await product.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is typed by the document, counts once on a line that fails, reads lists to their end, and throws problems', async () => {
    const [relay, controlRelay, adminRelay] = await Promise.all(
      [1, 1, 0].map((leastBytes) => openUnsteadyRelay(product.url, leastBytes)),
    );
    assert.ok(relay && controlRelay && adminRelay);
    try {
      const env = { URL: product.url, RELAY: relay.url, CONTROL_RELAY: controlRelay.url, ADMIN_RELAY: adminRelay.url };
      const keys = { KEY: shop.writeKey, READ_KEY: shop.readKey, ADMIN: shop.adminToken };
      // Not synchronously, since the relays are in this process.
      const { stdout } = await promisify(execFile)(process.execPath, ['dist/published.js'], {
        cwd: folder,
        env: { ...process.env, ...env, ...keys },
      });
      const { once, sent, ...rest } = JSON.parse(stdout);
      assert.deepEqual([relay.failed, adminRelay.failed], [eachOnce, eachOnce]);
      assert.equal(once, 'no answer', 'control: without retries it fails');
      assert.deepEqual([sent.accepted, sent.duplicates, sent.rejected], [0, 20, 0], 'the first try was stored');
      assert.deepEqual(rest, {
        made: 'Second shop',
        names: ['Test shop', 'Second shop'],
        listed: ['p-0', 'p-1', 'p-2', 'p-3', 'p-4'],
        refused: { status: 403, codes: ['read_key'] },
        invalid: { status: 400, codes: ['required'] },
        missing: { status: 404, codes: [] },
      });
      await drained(product);
      // 20 of the call that was made four times, and 20 of the control, which was made once and not answered.
      assert.equal((await storedEventIds(product, shop.tenantId)).length, 40);
    } finally {
      for (const opened of [relay, controlRelay, adminRelay]) await opened.close();
    }
  });
});
