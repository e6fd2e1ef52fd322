import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type OrderLineFields, orderLineOf, orderLinesOfShopper } from './order-line.ts';
import { createOrderLineWindow } from './order-line-window.ts';

const hourMs = 3_600_000;
const bought = (change: Partial<OrderLineFields> = {}): OrderLineFields => ({
  scope: 1,
  userId: 'u',
  productId: 'p',
  metadata: '{"price":1}',
  purchase: { orderId: 'o' },
  ...change,
});

test('a line of an order is told by scope, shopper, product, order and line, whatever else the purchase says', () => {
  const line = orderLineOf(bought());
  assert.equal(orderLineOf(bought({ metadata: '{"price":2,"quantity":3}' })), line);
  const others = [
    bought({ scope: 2 }),
    bought({ userId: 'v' }),
    bought({ productId: 'q' }),
    bought({ purchase: { orderId: 'o2' } }),
    bought({ metadata: '{"price":1,"lineId":"2"}' }),
    bought({ metadata: '{"price":1,"lineId":3}' }),
    bought({ productId: 'p1:o', purchase: { orderId: 'o' } }),
  ].map(orderLineOf);
  assert.equal(new Set([line, ...others]).size, others.length + 1);
  assert.ok(line?.startsWith(orderLinesOfShopper(1, 'u')));
  assert.ok(!orderLineOf(bought({ userId: 'u1' }))?.startsWith(orderLinesOfShopper(1, 'u')), 'control');
});

test('a purchase without an order, and what is no purchase, is no line of one', () => {
  assert.deepEqual(
    [orderLineOf(bought({ purchase: { orderId: null } })), orderLineOf(bought({ purchase: null }))],
    [null, null],
  );
});

test('a line is known again for a day to both sides, and a day later it is another one', () => {
  const window = createOrderLineWindow<{ timestampMs: number; name: string }>(10);
  window.add('line', { timestampMs: 100 * hourMs, name: 'first' });
  const found = [77, 100, 123].map((hour) => window.find('line', hour * hourMs)?.name);
  assert.deepEqual(found, ['first', 'first', 'first']);
  assert.deepEqual(
    [76, 124, 125].map((hour) => window.find('line', hour * hourMs)),
    [undefined, undefined, undefined],
  );
  assert.equal(window.find('other', 100 * hourMs), undefined, 'control');
});

test('the line that came first is forgotten first, and a shopper who is erased at once', () => {
  const window = createOrderLineWindow<{ timestampMs: number }>(2);
  for (const line of ['1,a', '1,b', '2,c']) window.add(line, { timestampMs: 0 });
  assert.deepEqual(
    [...window.entries()].map(([line]) => line),
    ['1,b', '2,c'],
  );
  window.forget('1,');
  assert.deepEqual(
    [...window.entries()].map(([line]) => line),
    ['2,c'],
  );
});

test('the line that came first goes first, whatever was forgotten, removed and told again before', () => {
  const step = fc.record({ line: fc.nat(8), act: fc.constantFrom('add', 'add', 'add', 'remove', 'forget') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const window = createOrderLineWindow<{ timestampMs: number }>(4);
      let expected: string[] = [];
      const bought = { timestampMs: 0 };
      for (const { line: number, act } of steps) {
        const line = `line ${number}`;
        if (act === 'remove') for (let n = 0; n < steps.length; n++) window.remove(line, bought);
        else if (act === 'forget') window.forget(line);
        else window.add(line, bought);
        if (act !== 'add') expected = expected.filter((one) => one !== line);
        else if (!expected.includes(line)) expected = [...expected, line].slice(-4);
      }
      const lines = new Set(Array.from(window.entries(), ([line]) => line));
      assert.deepEqual([...lines], expected);
    }),
    { seed: 19 },
  );
});

test('to forget the line that came first takes no longer where fifty thousand are known', () => {
  const adds = 10_000;
  const cpuOf = (limit: number): number => {
    const window = createOrderLineWindow<{ timestampMs: number }>(limit);
    const add = (n: number) => window.add(`line ${n}`, { timestampMs: n });
    for (let n = 0; n < 1.9 * limit; n++) add(n);
    const before = process.threadCpuUsage();
    for (let n = 0; n < adds; n++) add(1.9 * limit + n);
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  };
  const [few, many] = [cpuOf(100), cpuOf(50_000)];
  assert.ok(many < 10 * few + 20_000, `${adds} lines took ${many} µs of CPU, and ${few} where a hundred are known`);
});
