import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createWatermarkAnnouncer } from './announce-watermarks.ts';
import type { Message } from './child.ts';

test('a write of the catalog is told in the same turn of the event loop, and takes along what has gathered', async () => {
  const told: Message[] = [];
  const announce = createWatermarkAnnouncer((message) => told.push(message));
  announce('events', 3);
  announce('catalog', 0);
  await nextTurn();
  const places = told.flatMap((message) => (message.kind === 'watermarks' ? message.places : []));
  assert.deepEqual(places, [
    { topic: 'events', partition: 3 },
    { topic: 'catalog', partition: 0 },
  ]);
});

test('events of one turn are one message, and a place that comes twice is told once', async () => {
  const told = Promise.withResolvers<Message>();
  const alive = setInterval(() => {}, 1_000);
  const announce = createWatermarkAnnouncer(told.resolve);
  for (const partition of [1, 2, 1]) announce('events', partition);
  assert.deepEqual(await told.promise, {
    kind: 'watermarks',
    places: [
      { topic: 'events', partition: 1 },
      { topic: 'events', partition: 2 },
    ],
  });
  clearInterval(alive);
});
