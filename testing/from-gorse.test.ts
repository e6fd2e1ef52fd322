import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Compile } from 'typebox/compile';
import { judgeEvent } from '#domain/events/judge-event.ts';
import { sha256 } from '#runtime/sha256.ts';
import { CatalogItemBody } from '#schemas/http/catalog.ts';

/** The script of docs/from-gorse.md, run on answers as the REST reference of Gorse 0.5 has them. */

const timeOf = (minute: number) => new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString();
const itemOf = (n: number) => ({
  ...{ ItemId: `item-${n}`, IsHidden: n === 2, Categories: n === 1 ? null : ['Mugs'], Timestamp: timeOf(0) },
  ...{ Labels: n === 1 ? null : { price: 12.5, colour: 'blue' }, Comment: `Mug ${n}` },
});
const feedbackOf = (FeedbackType: string, minute: number) => ({
  ...{ FeedbackType, UserId: `user-${minute % 2}`, ItemId: `item-${minute % 3}`, Timestamp: timeOf(minute) },
  ...{ Updated: timeOf(minute), Value: 1, Comment: '' },
});
const items = [0, 1, 2].map(itemOf);
const feedback = ['read', 'like', 'cart', 'buy', 'star', 'buy'].map(feedbackOf);

let gorse: Server;
let folder: string;
const key = 'secret';

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-gorse-'));
  const script = /```js\n([\s\S]+?)```/.exec(readFileSync('docs/from-gorse.md', 'utf8'))?.[1];
  writeFileSync(join(folder, 'from-gorse.mjs'), script ?? assert.fail('the page has no script'));
  gorse = createServer(({ url = '', headers }, answer) => {
    const { pathname, searchParams } = new URL(url, 'http://gorse');
    if (headers['x-api-key'] !== key) return void answer.writeHead(401).end();
    // Two a page.
    const from = Number(searchParams.get('cursor'));
    const [field, all] = pathname === '/api/items' ? ['Items', items] : ['Feedback', feedback];
    const Cursor = from + 2 < all.length ? String(from + 2) : '';
    answer
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ Cursor, [field]: all.slice(from, from + 2) }));
  });
  await new Promise<void>((resolve) => gorse.listen(0, '127.0.0.1', resolve));
});
after(() => {
  gorse.close();
  rmSync(folder, { recursive: true });
});

const run = (withKey: string) => {
  const url = `http://127.0.0.1:${(gorse.address() as AddressInfo).port}`;
  return promisify(execFile)(process.execPath, ['from-gorse.mjs', url, withKey], { cwd: folder });
};
const linesOf = (file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('the script of the page makes products and events of what Gorse has, all of which are taken here', async () => {
  const { stdout } = await run(key);
  assert.match(stdout, /\{"star":1\}/, 'what it has no meaning for is told');
  const products = linesOf('product-batches.jsonl').flatMap((batch) => batch.items);
  assert.deepEqual(
    products.map(({ productId, price, available }) => [productId, price, available]),
    [
      ['item-0', 12.5, true],
      ['item-1', 0, true],
      ['item-2', 12.5, false],
    ],
  );
  const contract = Compile(CatalogItemBody);
  for (const product of products) assert.ok(contract.Check(product), JSON.stringify(product));
  const events = linesOf('events.jsonl');
  assert.deepEqual(
    events.map(({ eventType, productId }) => `${eventType} ${productId}`),
    ['product_viewed item-0', 'product_clicked item-1', 'add_to_cart item-2', 'purchase item-0', 'purchase item-2'],
  );
  const context = { scope: 1, receivedAtMs: Date.UTC(2026, 2, 1), isKnownProduct: () => true, hash: sha256 };
  for (const event of events) assert.ok(judgeEvent(event, context).ok, JSON.stringify(event));
  const { metadata: _, ...unpaid } = events[3];
  assert.equal(judgeEvent(unpaid, context).ok, false, 'control: a purchase needs its price');
});

test('control: without its key Gorse gives nothing, and the script says so', async () => {
  await assert.rejects(run('wrong'), /answers with 401/);
});
