import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import { type JudgeContext, judgeEvent } from './judge-event.ts';

const receivedAtMs = Date.UTC(2026, 2, 1, 12);
const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const context: JudgeContext = {
  scope: 3,
  receivedAtMs,
  isKnownProduct: (productId: string) => productId === 'mug-blue',
  hash,
};
const viewed = { eventType: 'product_viewed', userId: 'u', productId: 'mug-blue', timestamp: '2026-03-01T11:00:00Z' };
const purchase = { ...viewed, eventType: 'purchase', metadata: { price: 12.95 } };

const accept = (wire: unknown) => {
  const outcome = judgeEvent(wire, context);
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.errors));
  return outcome.event;
};
const refusal = (wire: unknown, given = context) => {
  const outcome = judgeEvent(wire, given);
  assert.ok(!outcome.ok, 'was accepted');
  return outcome.errors.map(({ path, code }) => `${path} ${code}`);
};

test('the example of every type is accepted (FR-007)', () => {
  for (const type of eventTypeNames) {
    const example: unknown = JSON.parse(
      readFileSync(new URL(`../../schemas/events/${type}/example.json`, import.meta.url), 'utf8'),
    );
    assert.equal(accept(example).type, type);
  }
});

test('an accepted event carries what was sent and what is known of it', () => {
  const event = accept({
    ...purchase,
    sessionId: 's',
    eventId: 'e',
    metadata: { price: '12.95', quantity: 2, orderId: 'o', currency: 'EUR', extra: [1] },
  });
  assert.deepEqual(event.purchase, { orderId: 'o', priceE4: 129_500n, quantity: 2, currency: 'EUR' });
  assert.equal(event.metadata, '{"price":"12.95","quantity":2,"orderId":"o","currency":"EUR","extra":[1]}');
  assert.deepEqual(
    [event.scope, event.sessionId, event.clientEventId, event.late, event.unknownProduct],
    [3, 's', 'e', false, false],
  );
  const plain = accept({ ...viewed, productId: 'unknown', timestamp: undefined });
  assert.deepEqual(
    [plain.timestampMs, plain.unknownProduct, plain.metadata, plain.purchase],
    [receivedAtMs, true, null, null],
  );
  const shown = accept({
    ...viewed,
    eventType: 'recommendation_clicked',
    metadata: { placementId: 'home', strategy: 'trending' },
  });
  assert.deepEqual([shown.placementId, shown.strategy], ['home', 'trending']);
});

test('time decides: late after 24 h, refused 5 min ahead, before 2000 and in an archived month', () => {
  const at = (ms: number) => ({ ...viewed, timestamp: new Date(ms).toISOString() });
  assert.equal(accept(at(receivedAtMs - 86_400_000)).late, false);
  assert.equal(accept(at(receivedAtMs - 86_400_001)).late, true);
  accept(at(receivedAtMs + 300_000));
  assert.deepEqual(refusal(at(receivedAtMs + 300_001)), ['/timestamp timestamp_in_future']);
  accept({ ...viewed, timestamp: '2000-01-01T00:00:00Z' });
  assert.deepEqual(refusal({ ...viewed, timestamp: '1999-12-31T23:59:59.999Z' }), ['/timestamp timestamp_too_old']);
  assert.deepEqual(refusal({ ...viewed, timestamp: '2026-02-30T00:00:00Z' }), ['/timestamp invalid_timestamp']);
  const archive = { ...context, isArchivedMonth: (ms: number) => ms < Date.UTC(2025, 0, 1) };
  assert.deepEqual(refusal({ ...viewed, timestamp: '2024-06-01T00:00:00Z' }, archive), ['/timestamp archived_month']);
});

test('everything that is wrong is said, and where', () => {
  const cases: [unknown, string[]][] = [
    [null, [' type']],
    [[], [' type']],
    ['x', [' type']],
    [{}, ['/eventType required']],
    [{ eventType: 'constructor' }, ['/eventType unknown_event_type']],
    [{ eventType: 'product_viewed' }, ['/userId required', '/productId required']],
    [{ ...viewed, userID: 'u', 'a/b': 1 }, ['/userID unknown_field', '/a~1b unknown_field']],
    [
      { ...viewed, userId: '', productId: 'x'.repeat(257), sessionId: 7 },
      ['/userId min_length', '/productId max_length', '/sessionId type'],
    ],
    [{ ...viewed, userId: 7, timestamp: receivedAtMs }, ['/userId type', '/timestamp type']],
    [{ ...viewed, metadata: [] }, ['/metadata type']],
    [{ ...viewed, eventType: 'purchase' }, ['/metadata required']],
    [{ ...purchase, metadata: {} }, ['/metadata/price required']],
    [{ ...purchase, metadata: { price: null } }, ['/metadata/price type']],
    [
      { ...purchase, metadata: { price: 1, quantity: 0, currency: 'eur', orderId: 7 } },
      ['/metadata/quantity minimum', '/metadata/orderId type', '/metadata/currency pattern'],
    ],
    [{ ...purchase, metadata: { price: 1, quantity: '1,5' } }, ['/metadata/quantity invalid_quantity']],
    [{ ...purchase, metadata: { price: 1, quantity: '0.0' } }, ['/metadata/quantity invalid_quantity']],
    [{ ...purchase, metadata: { price: 1, quantity: 1_000_001 } }, ['/metadata/quantity maximum']],
    [{ ...purchase, metadata: { price: 1, quantity: '1000001' } }, ['/metadata/quantity invalid_quantity']],
    [{ ...purchase, metadata: { price: -1 } }, ['/metadata/price invalid_price']],
    [{ ...purchase, metadata: { price: '1.234,56' } }, ['/metadata/price invalid_price']],
    [{ ...purchase, metadata: { price: '12.95 EUR' } }, ['/metadata/price invalid_price']],
    [{ ...purchase, metadata: { price: '900719925474.0991' } }, ['/metadata/price invalid_price']],
    [{ ...viewed, eventType: 'recommendation_impressed', metadata: {} }, ['/metadata/placementId required']],
    [{ ...viewed, userId: 'a\0', sessionId: '\ud800' }, ['/userId unstorable_text', '/sessionId unstorable_text']],
    [{ ...viewed, metadata: { deep: [{ x: 'a\0' }] } }, ['/metadata/deep/0/x unstorable_text']],
    [{ ...viewed, metadata: { deep: { 'k\udfff': 1 } } }, ['/metadata/deep unstorable_text']],
  ];
  for (const [wire, expected] of cases) assert.deepEqual(refusal(wire), expected, JSON.stringify(wire));
});

test('256 characters are counted as code points, and 4 KB of metadata as bytes', () => {
  assert.equal(accept({ ...viewed, userId: '🛍'.repeat(256) }).userId.length, 512);
  assert.deepEqual(refusal({ ...viewed, userId: '🛍'.repeat(257) }), ['/userId max_length']);
  const filled = (bytes: number, unit: string) => ({
    ...viewed,
    metadata: { a: unit.repeat((bytes - 8) / Buffer.byteLength(unit)) },
  });
  for (const unit of ['x', 'é', '🛍']) {
    accept(filled(4096, unit));
    assert.deepEqual(refusal(filled(4096 + Buffer.byteLength(unit), unit)), ['/metadata metadata_too_large']);
  }
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.deepEqual(refusal({ ...viewed, metadata: { deep } }), ['/metadata metadata_too_large']);
});

test('an optional field that is null or empty is as one left out, and its event is the same event', () => {
  const plain = accept(purchase);
  for (const nothing of [null, '']) {
    const metadata = { price: 12.95, quantity: nothing, orderId: nothing, currency: nothing };
    assert.deepEqual(accept({ ...purchase, sessionId: nothing, eventId: nothing, metadata }), plain);
  }
  assert.deepEqual(accept({ ...viewed, metadata: null, timestamp: '' }), accept({ ...viewed, timestamp: undefined }));
  const { properties, required } = eventTypes.product_viewed.contract;
  const optional = Object.keys(properties).filter((field) => !required.some((name) => name === field));
  for (const field of optional)
    assert.deepEqual(accept({ ...viewed, [field]: '' }), accept({ ...viewed, [field]: undefined }), field);
  assert.deepEqual(optional, ['timestamp', 'sessionId', 'eventId', 'metadata']);
  assert.deepEqual(refusal({ ...viewed, userId: null }), ['/userId type'], 'control: a required one is not');
});

test('what programs write for nobody is no shopper, nor is what the tenant lists', () => {
  const nobody = ['undefined', 'null', '[object Object]', 'NaN', '00000000-0000-0000-0000-000000000000'];
  for (const userId of [...nobody, '\u200b', '\u2060\u200d', '\u00ad'])
    assert.deepEqual(refusal({ ...viewed, userId }), ['/userId placeholder'], userId);
  assert.deepEqual(refusal({ ...viewed, userId: 'guest' }, { ...context, placeholderUserIds: ['guest'] }), [
    '/userId placeholder',
  ]);
  for (const userId of ['guest', 'Null', 'undefined-1', '0', '00000000-0000-0000-0000-000000000001'])
    assert.equal(accept({ ...viewed, userId }).userId, userId, 'control: is a shopper');
});

test('the amount that was meant is kept, and where it is rounded that is said', () => {
  const judged = (metadata: object) => {
    const outcome = judgeEvent({ ...purchase, metadata }, context);
    assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.errors));
    const { priceE4, quantity } = outcome.event.purchase!;
    return [priceE4, quantity, ...outcome.notes.map(({ path, code }) => `${path} ${code}`)];
  };
  assert.deepEqual(judged({ price: 15 * 1.19 }), [178_500n, 1]);
  assert.deepEqual(judged({ price: 1.00005 }), [10_000n, 1, '/metadata/price rounded']);
  for (const quantity of ['2', '2.0000', 2.0, 1.1 + 0.9])
    assert.deepEqual(judged({ price: 5, quantity }), [50_000n, 2]);
  assert.deepEqual(judged({ price: 3.99, quantity: 1.85 }), [73_815n, 1, '/metadata/quantity weighed']);
  assert.deepEqual(judged({ price: '3.99', quantity: '1.8500' }), [73_815n, 1, '/metadata/quantity weighed']);
  const finer = ['/metadata/quantity weighed', '/metadata/quantity rounded'];
  assert.deepEqual(judged({ price: 1.0001, quantity: 0.5 }), [5_000n, 1, ...finer]);
});

test('a product whose id no address can name is refused, and an id with dots is not', () => {
  for (const productId of ['.', '..']) assert.deepEqual(refusal({ ...viewed, productId }), ['/productId dot_segment']);
  for (const productId of ['...', 'a.', '.a', './'])
    assert.equal(accept({ ...viewed, productId }).productId, productId);
});

test('text that only looks like an escape is kept', () => {
  const event = accept({ ...viewed, metadata: { a: '\\u0000 \\ud800', emoji: '😀' } });
  assert.deepEqual(JSON.parse(event.metadata ?? ''), { a: '\\u0000 \\ud800', emoji: '😀' });
});

test('no JSON makes it throw, every refusal says what to do, and what is accepted is well-formed', () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('mug', '2026-03-01T11:00:00Z', 'EUR', 12.95),
  );
  const metadata = fc.dictionary(
    fc.constantFrom('price', 'quantity', 'orderId', 'currency', 'placementId', 'strategy', 'x'),
    value,
  );
  const wire = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        eventType: fc.constantFrom(...eventTypeNames, 'x'),
        userId: value,
        productId: value,
        timestamp: value,
        sessionId: value,
        eventId: value,
        metadata,
        more: value,
      },
      { requiredKeys: ['eventType'] },
    ),
    fc.record({
      eventType: fc.constantFrom(...eventTypeNames),
      userId: fc.string({ unit: 'binary' }),
      productId: fc.string({ minLength: 1 }),
      metadata,
    }),
  );
  let acceptedCount = 0;
  fc.assert(
    fc.property(wire, (sent) => {
      const outcome = judgeEvent(sent, context);
      if (outcome.ok) {
        acceptedCount++;
        assert.ok(outcome.event.userId.isWellFormed() && !outcome.event.userId.includes('\0'));
      } else {
        assert.ok(outcome.errors.length > 0);
        for (const { message, path } of outcome.errors)
          assert.ok(message.length > 10 && (path === '' || path.startsWith('/')));
      }
    }),
    { seed: 20260301, numRuns: 1000 },
  );
  assert.ok(acceptedCount > 30, `the property hardly met a valid event: ${acceptedCount}`);
});

test('white space around an id is no part of it: padded ids are the same shopper, product and order; what is nothing else is left out', () => {
  const padded = accept({
    ...purchase,
    userId: ' u\u00a0',
    productId: 'mug-blue\t',
    sessionId: '  ',
    eventId: ' e ',
    metadata: { price: 1, orderId: 'o\n' },
  });
  const bare = accept({
    ...purchase,
    userId: 'u',
    productId: 'mug-blue',
    sessionId: '',
    eventId: 'e',
    metadata: { price: 1, orderId: 'o' },
  });
  assert.deepEqual(padded, bare);
  assert.notDeepEqual(accept({ ...purchase, userId: 'u v' }).id, accept({ ...purchase, userId: 'uv' }).id, 'control');
  assert.deepEqual(refusal({ ...viewed, userId: ' \t' }), refusal({ ...viewed, userId: '' }));
});

test('a placeholder as `sessionId` is no visit: it would be one that never ends', () => {
  const sessionOf = (sessionId: string) => accept({ ...viewed, sessionId }).sessionId;
  for (const none of ['\u200b', 'undefined', 'null', ' NaN', '[object Object]', '00000000-0000-0000-0000-000000000000'])
    assert.equal(sessionOf(none), null, none);
  assert.equal(sessionOf('Null'), 'Null', 'control');
});
