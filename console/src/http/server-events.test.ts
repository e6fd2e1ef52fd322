import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverEventsIn } from './server-events.ts';

const stream =
  'id: 1.a\nevent: start\ndata: {"follows":"1.a"}\n\n: nothing\n\nid: 1.b\ndata: {"n":1}\n\nid: 1.c\n\nid: 1.d\ndata: {"cut';
const whole = [
  { id: '1.a', event: 'start', data: '{"follows":"1.a"}' },
  { id: '1.b', event: 'message', data: '{"n":1}' },
  { id: '1.c', event: 'message', data: null },
];

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function* cut(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

test('frames are the same wherever the text breaks; comments and a cut frame are none', async () => {
  for (let size = 1; size <= stream.length; size++)
    assert.deepEqual(await all(serverEventsIn(cut(stream, size))), whole, `pieces of ${size}`);
});

test('data of several lines is one text, and only the first space behind the colon is dropped', async () => {
  const [event] = await all(serverEventsIn(cut('data:  a\ndata:b\n\n', 3)));
  assert.equal(event?.data, ' a\nb');
});
