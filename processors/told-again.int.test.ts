import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { createRandom } from '#testing/random.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';

const hourMs = 3_600_000;
/** Across the end of a month: rows of before it are in another partition of the table. */
const startMs = Date.UTC(2026, 9, 31, 23, 59);
let running: RunningProcessors;
before(async () => {
  running = await openRunningProcessors();
});
after(() => running.close());

type Told = { afterMs: number; userId?: string; orderId?: string; lineId?: string; productId?: string; scope?: number };

/** A purchase of an order, as a thank-you page tells it: with another id each time. */
function told(
  name: string,
  { afterMs, userId = name, orderId = 'o', lineId, productId = 'p', scope = 1 }: Told,
): ShopEvent {
  const clientEventId = `${name} ${afterMs}`;
  const event = identifiedEvent({
    type: 'purchase',
    scope,
    userId,
    productId,
    timestampMs: startMs + afterMs,
    clientEventId,
  });
  const purchase = { orderId, priceE4: 10_000n, quantity: 1, currency: null };
  return { ...event, metadata: lineId === undefined ? null : JSON.stringify({ lineId }), purchase };
}

const count = async (sql: string) => (await running.owner.query<{ n: number }>(sql)).rows[0]?.n;
const storedOf = (name: string) => count(`SELECT count(*)::int AS n FROM events WHERE user_id = '${name}'`);

test('an order that is told again within a day is stored once, in one batch, in later ones and after a restart', async () => {
  const [first, minuteLater, dayLater] = [0, 60_000, 24 * hourMs - 1].map((afterMs) => told('reload', { afterMs }));
  await running.append([first, minuteLater].flatMap((event) => event ?? []));
  await running.drained();
  assert.equal(await storedOf('reload'), 1);
  await running.restart();
  await running.append(dayLater === undefined ? [] : [dayLater]);
  await running.drained();
  assert.equal(await storedOf('reload'), 1);
});

test('control: another order, line, product, scope, and the same line 25 hours later are stored', async () => {
  const controls = [{}, { orderId: 'o2' }, { lineId: '2' }, { productId: 'q' }, { scope: 2 }];
  await running.append(controls.map((change, n) => told('control', { afterMs: n, ...change })));
  await running.append([told('control', { afterMs: 25 * hourMs })]);
  await running.drained();
  assert.equal(await storedOf('control'), controls.length + 1);
});

test('told in any order, cut into batches anywhere, an order counts once, and what is counted is what is stored', async () => {
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed);
    const name = `any-${seed}`;
    const events = Array.from({ length: 60 }, (_, n) =>
      told(name, { afterMs: random.between(0, 20 * hourMs), orderId: `o${n % 7}`, productId: `p${n % 3}` }),
    );
    for (let from = 0; from < events.length; ) {
      const next = from + random.between(1, 20);
      await running.append(events.slice(from, next));
      await running.drained();
      from = next;
    }
    assert.equal(await storedOf(name), 21);
  }
  const counted = await count(
    `SELECT sum(purchase)::int AS n FROM analytics_daily WHERE version = (SELECT live_version FROM projections WHERE name = 'analytics')`,
  );
  assert.equal(counted, await count(`SELECT count(*)::int AS n FROM events WHERE type = 5`));
});
