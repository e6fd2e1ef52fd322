import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Product } from '#testing/product.ts';
import type { Json, Shop } from '#testing/shop.ts';
import { drained, storedEventIds } from '../support/recount.ts';
import { openUnsteadyRelay } from '../support/unsteady-relay.ts';

type Program = { file: string; args: readonly string[]; cwd: string; env?: Readonly<Record<string, string>> };

const eachOnce = { unanswered: 1, lost: 1, told_to_wait: 1 };

/**
 * Runs a program of `calls/published.*` by one of our clients: it sends events and makes a tenant over lines of which the first three requests with a body fail, each in another way. Checks that all of
 * it is there once, that lists were read to their end, and that refusals were told; returns what the program printed besides.
 */
export async function callOnFailingLine(product: Product, shop: Shop, program: Program): Promise<Json> {
  const openLine = () => openUnsteadyRelay(product.url, 1);
  const [relay, controlRelay, adminRelay] = [await openLine(), await openLine(), await openLine()];
  try {
    const { file, args, cwd, env = {} } = program;
    const urls = { URL: product.url, RELAY: relay.url, CONTROL_RELAY: controlRelay.url, ADMIN_RELAY: adminRelay.url };
    const keys = { KEY: shop.writeKey, READ_KEY: shop.readKey, ADMIN: shop.adminToken };
    // Not synchronously, since the relays are in this process.
    const { stdout } = await promisify(execFile)(file, args, {
      cwd,
      env: { ...process.env, ...env, ...urls, ...keys },
    });
    const { once, sent, made, names, listed, refused, invalid, ...rest } = JSON.parse(stdout);
    assert.deepEqual([relay.failed, adminRelay.failed], [eachOnce, eachOnce]);
    assert.equal(once, 'no answer', 'control: without retries it fails');
    assert.deepEqual([sent.accepted, sent.duplicates, sent.rejected], [0, 20, 0], 'the first try was stored');
    assert.deepEqual([made, names], ['Second shop', ['Test shop', 'Second shop']]);
    assert.deepEqual(listed, ['p-0', 'p-1', 'p-2', 'p-3', 'p-4']);
    assert.deepEqual(refused, { status: 403, codes: ['read_key'] });
    assert.deepEqual(invalid, { status: 400, codes: ['required'] });
    await drained(product);
    // 20 of the call that was made four times, and 20 of the control, which was made once and not answered.
    assert.equal((await storedEventIds(product, shop.tenantId)).length, 40);
    return rest;
  } finally {
    for (const opened of [relay, controlRelay, adminRelay]) await opened.close();
  }
}
